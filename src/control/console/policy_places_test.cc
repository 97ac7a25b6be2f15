#include "control/console/policy_places.h"

#include <gtest/gtest.h>

namespace gatehouse::console {
namespace {

constexpr std::string_view kPolicy =
    "profile: droplet\n"
    "cors: { origins: [https://a.example] }\n"
    "routes:\n"
    "  - { path: /open, auth: none }\n"
    "  - { path: /data, methods: [PUT, POST],\n"
    "      limit: 5/minute }\n"
    "  - { path: /data, methods: [GET] }\n";

gate::Route Route(std::string pattern, std::vector<std::string> methods = {}) {
  gate::Route route;
  route.pattern = std::move(pattern);
  route.methods = std::move(methods);
  return route;
}

TEST(PolicyPlaces, A14_ARouteAndItsKeysAreFound) {
  const PolicyPlaces places(kPolicy, "gatehouse.yaml");
  EXPECT_EQ(places.OfRoute(Route("/open")), "gatehouse.yaml:4:5");
  EXPECT_EQ(places.OfRoute(Route("/data", {"POST", "PUT"})), "gatehouse.yaml:5:5");
  EXPECT_EQ(places.OfKey(Route("/data", {"POST", "PUT"}), "limit"), "gatehouse.yaml:6:7");
  EXPECT_EQ(places.OfKey(Route("/data", {"GET"}), "/cors"), "gatehouse.yaml:2:1");
}

TEST(PolicyPlaces, A14_TheRouteOfTheHostIsFound) {
  const PolicyPlaces places(
      "routes:\n"
      "  - { path: /a }\n"
      "  - { host: [App.example, www.app.example], path: /a }\n"
      "  - { host: api.example, path: /a }\n",
      "gatehouse.yaml");
  const auto of = [](std::vector<std::string> hosts) {
    gate::Route route = Route("/a");
    route.hosts = std::move(hosts);
    return route;
  };
  EXPECT_EQ(places.OfRoute(of({})), "gatehouse.yaml:2:5");
  EXPECT_EQ(places.OfRoute(of({"app.example", "www.app.example"})), "gatehouse.yaml:3:5");
  EXPECT_EQ(places.OfRoute(of({"api.example"})), "gatehouse.yaml:4:5");
}

TEST(PolicyPlaces, A14_WhatIsNotWrittenIsSaid) {
  const PolicyPlaces places(kPolicy, "gatehouse.yaml");
  EXPECT_EQ(places.OfKey(Route("/data", {"GET"}), "limit"), "not in the file: the default applies");
  EXPECT_EQ(places.OfRoute(Route("/message", {"POST"})), "not in the file: it comes with the profile droplet");
  EXPECT_EQ(places.OfRoute(Route("/_gatehouse/login", {"POST"})), "not in the file: it comes with `control`");
  EXPECT_EQ(places.OfRoute(Route("")), "no route has this path: the default of `unlisted`");
  EXPECT_EQ(PolicyPlaces("routes: [", "x").OfKey(Route("/open"), "auth"), "not in the file: it comes with `control`");
}

}  // namespace
}  // namespace gatehouse::console

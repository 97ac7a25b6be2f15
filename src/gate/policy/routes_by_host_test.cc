#include "gate/policy/routes_by_host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace gatehouse::gate {
namespace {

constexpr size_t kNowhere = 999;

struct Entry {
  std::string host;
  std::string pattern;
  std::vector<std::string> methods = {};
};

RoutesByHost Routes(const std::vector<Entry>& entries) {
  RoutesByHost routes;
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto added = routes.Add(entries[i].host, entries[i].pattern, entries[i].methods, i);
    EXPECT_TRUE(added) << added.error().Text();
  }
  routes.Link();
  return routes;
}

size_t RouteFor(const RoutesByHost& routes, std::string_view host, std::string_view path,
                std::string_view method = "GET") {
  const auto match = routes.Of(host).Find(method, path);
  return match ? match->route : kNowhere;
}

TEST(RoutesByHost, TheMostSpecificHostWinsAndThenTheMostSpecificPath) {
  const auto routes = Routes({{"", "/a/b"},
                              {"*.example", "/a/*"},
                              {"*.eu.example", "/a"},
                              {"api.eu.example", "/*"},
                              {"app.example", "/a/b/c"}});
  EXPECT_EQ(RouteFor(routes, "api.eu.example", "/a/b"), 3U) << "however specific the others are";
  EXPECT_EQ(RouteFor(routes, "x.eu.example", "/a"), 2U);
  EXPECT_EQ(RouteFor(routes, "x.eu.example", "/a/b"), 1U);
  EXPECT_EQ(RouteFor(routes, "app.example", "/a/b"), 1U);
  EXPECT_EQ(RouteFor(routes, "app.example", "/a/b/c"), 4U);
  EXPECT_EQ(RouteFor(routes, "x.y.z.example", "/a/b"), 1U) << "a wildcard is for one label or more";
  EXPECT_EQ(RouteFor(routes, "example", "/a/b"), 0U) << "and not for none";
  EXPECT_EQ(RouteFor(routes, "other.test", "/a/b"), 0U);
  EXPECT_EQ(RouteFor(routes, "other.test", "/a"), kNowhere);
}

TEST(RoutesByHost, AnotherMethodIsNotLookedForOnALessSpecificHost) {
  const auto routes = Routes({{"", "/a"}, {"api.example", "/a", {"POST"}}});
  const auto match = routes.Of("api.example").Find("GET", "/a");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->route, 1U);
  EXPECT_FALSE(match->method_allowed);
}

TEST(RoutesByHost, NoSpellingOfAHostMeetsOtherRoutes) {
  const auto routes = Routes({{"", "/*"}, {"api.example", "/*"}});
  for (const char* host : {"api.example", "API.example", "api.example:8443", "api.example.", "Api.Example.:80"}) {
    EXPECT_EQ(RouteFor(routes, host, "/x"), 1U) << host;
  }
  for (const char* host :
       {"", ".", "api.example..", "xapi.example", "api.example.org", "a.api.example", "api_example"}) {
    EXPECT_EQ(RouteFor(routes, host, "/x"), 0U) << host;
  }
}

TEST(RoutesByHost, AnEmptyLabelIsNoneForAWildcard) {
  const auto routes = Routes({{"", "/*"}, {"*.example", "/*"}});
  EXPECT_EQ(RouteFor(routes, ".example", "/x"), 0U);
  EXPECT_EQ(RouteFor(routes, "..example", "/x"), 0U);
  EXPECT_EQ(RouteFor(routes, "a.example", "/x"), 1U);
  EXPECT_EQ(RouteFor(routes, std::string(300, 'a') + ".example", "/x"), 0U) << "too long for a name";
}

TEST(RoutesByHost, AHostThatNoRouteNamesIsKnownOnlyIfNoRouteNamesAny) {
  const auto all = Routes({{"", "/*"}});
  EXPECT_TRUE(all.Of("any.example").known());
  EXPECT_FALSE(all.has_hosts());
  const auto some = Routes({{"", "/health"}, {"api.example", "/*"}, {"*.apps.example", "/*"}});
  EXPECT_TRUE(some.Of("api.example").known());
  EXPECT_TRUE(some.Of("a.apps.example").known());
  for (const char* host : {"", "apps.example", "192.0.2.1", "[::1]", "rebound.test"}) {
    EXPECT_FALSE(some.Of(host).known()) << host;
  }
  EXPECT_EQ(some.Hosts(), (std::vector<std::string>{"*.apps.example", "api.example"}));
}

TEST(RoutesByHost, ThePathsOfEachHostAreItsOwn) {
  RoutesByHost routes;
  EXPECT_TRUE(routes.Add("", "/a", {}, 0));
  EXPECT_TRUE(routes.Add("api.example", "/a", {}, 1));
  EXPECT_TRUE(routes.Add("*.example", "/a", {}, 2));
  EXPECT_TRUE(routes.Add("*.api.example", "/a", {}, 3));
  for (const char* host : {"", "api.example", "*.example", "*.api.example"}) {
    EXPECT_FALSE(routes.Add(host, "/a/", {}, 4)) << host;
  }
}

TEST(RoutesByHost, PathsAreFoldedOnEachHost) {
  RoutesByHost routes;
  routes.FoldCase();
  EXPECT_TRUE(routes.Add("", "/Admin", {}, 0));
  EXPECT_TRUE(routes.Add("api.example", "/Admin", {}, 1));
  EXPECT_TRUE(routes.Add("*.example", "/Admin", {}, 2));
  routes.Link();
  EXPECT_EQ(RouteFor(routes, "api.example", "/aDMIN"), 1U);
  EXPECT_EQ(RouteFor(routes, "x.example", "/aDMIN"), 2U);
  EXPECT_EQ(RouteFor(routes, "", "/aDMIN"), 0U);
}

TEST(RoutesByHost, ItStaysWholeWhenItIsMoved) {
  auto routes = Routes({{"", "/general"}, {"*.example", "/wild"}, {"api.example", "/exact"}});
  const RoutesByHost moved = std::move(routes);
  EXPECT_EQ(RouteFor(moved, "api.example", "/exact"), 2U);
  EXPECT_EQ(RouteFor(moved, "api.example", "/wild"), 1U);
  EXPECT_EQ(RouteFor(moved, "api.example", "/general"), 0U);
}

// How specific an entry is for a host: 0 if it does not hold for it, 1 for all hosts, more for longer wildcards.
size_t Rank(const std::string& entry, const std::string& host) {
  if (entry.empty()) return 1;
  if (entry == host) return 1000;
  const bool wildcard = entry.starts_with("*.");
  return wildcard && host.size() > entry.size() - 1 && host.ends_with(entry.substr(1)) ? entry.size() : 0;
}

// The rule as doc/policy.md states it, over a list: of the routes that hold for host and path, that of the most
// specific host, and of these that of the most specific path.
TEST(RoutesByHost, AtRandomItIsTheRuleAsTheManualStatesIt) {
  const std::vector<std::string> hosts = {"", "a.t", "b.a.t", "c.b.a.t", "*.t", "*.a.t", "*.b.a.t"};
  const std::vector<std::string> patterns = {"/*", "/x/*", "/x", "/x/y"};
  const auto holds = [](std::string_view pattern, std::string_view path) {
    const bool rest = pattern.ends_with("/*");
    const std::string_view front = pattern.substr(0, pattern.size() - (rest ? 2 : 0));
    return path == front || (rest && (path.starts_with(std::string(front) + "/")));
  };
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::vector<Entry> entries;
    for (const auto& host : hosts) {
      for (const auto& pattern : patterns) {
        if (random() % 4 == 0) entries.push_back({host, pattern});
      }
    }
    std::ranges::shuffle(entries, random);
    const auto routes = Routes(entries);
    for (const std::string host : {"a.t", "b.a.t", "c.b.a.t", "d.c.b.a.t", "e.t", "t", "other"}) {
      for (const std::string_view path : {"/x/y", "/x", "/x/z", "/w"}) {
        std::tuple<size_t, size_t, size_t> best{0, 0, kNowhere};
        for (size_t i = 0; i < entries.size(); ++i) {
          const size_t rank = Rank(entries[i].host, host);
          if (rank == 0 || !holds(entries[i].pattern, path)) continue;
          const auto at = std::ranges::find(patterns, entries[i].pattern) - patterns.begin();
          best = std::max(best, {rank, static_cast<size_t>(at) + 1, i});
        }
        EXPECT_EQ(RouteFor(routes, host, path), std::get<2>(best)) << host << path;
      }
    }
  }
}

}  // namespace
}  // namespace gatehouse::gate

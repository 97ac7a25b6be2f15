#include "gate/policy/route_host.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gate {
namespace {

TEST(RouteHost, NamesAndWildcardsInLowerCase) {
  for (const auto& [typed, read] : {std::pair{"api.example", "api.example"},
                                    {"API.Example", "api.example"},
                                    {"localhost", "localhost"},
                                    {"xn--bcher-kva.example", "xn--bcher-kva.example"},
                                    {"my_service.internal", "my_service.internal"},
                                    {"127.0.0.1", "127.0.0.1"},
                                    {"*.Example", "*.example"},
                                    {"*.a.example", "*.a.example"}}) {
    const auto host = ReadRouteHost(typed);
    ASSERT_TRUE(host) << typed << ": " << host.error().Text();
    EXPECT_EQ(*host, read);
  }
}

TEST(RouteHost, AFaultIsNamed) {
  const auto fault = [](std::string_view typed) {
    const auto host = ReadRouteHost(typed);
    return host ? "none: " + *host : host.error().what;
  };
  EXPECT_EQ(fault("*"), "'*' names no host");
  EXPECT_EQ(fault("https://api.example"), "A host has no scheme");
  EXPECT_EQ(fault("api.example/v1"), "A host has no path");
  EXPECT_EQ(fault("api.example:8443"), "A host has no port: the gate's ports are in 'listen'");
  EXPECT_EQ(fault("[::1]"), "A route's host cannot be an IPv6 address");
  EXPECT_EQ(fault("::1"), "A route's host cannot be an IPv6 address");
  EXPECT_EQ(fault("b\xC3\xBC"
                  "cher.example"),
            "A host is written in ASCII, as clients send it");
  for (const char* star : {"api.*", "a*.example", "*api.example", "*.*.example", "**.example", "a.*.example"}) {
    EXPECT_EQ(fault(star), "'*' stands for whole labels, once, at the start") << star;
  }
  EXPECT_EQ(fault("api.example."), "A host has no dot at its end");
  EXPECT_EQ(fault("*.example."), "A host has no dot at its end");
  for (const char* odd : {"", "*.", "a..example", ".example", "-a.example", "a b", "user@api.example", "1.2.3",
                          "*.0.0.1", "*.127.0.0.1", "api.example?x"}) {
    EXPECT_FALSE(ReadRouteHost(odd)) << odd;
  }
  EXPECT_FALSE(ReadRouteHost(std::string(254, 'a')));
}

TEST(RouteHost, WhatARequestNamesIsComparedWithoutCaseAndPort) {
  for (const auto& [sent, compared] : {std::pair{"api.example", "api.example"},
                                       {"API.EXAMPLE", "api.example"},
                                       {"api.example:8443", "api.example"},
                                       {"Api.Example.:443", "api.example"},
                                       {"api.example:", "api.example"},
                                       {"api.example.", "api.example"},
                                       {"api.example..", "api.example."},
                                       {"api.example:80:90", "api.example:80"},
                                       {"api.example:x", "api.example:x"},
                                       {"[::1]:8443", "[::1]"},
                                       {"[::1]", "[::1]"},
                                       {"", ""}}) {
    EXPECT_EQ(ComparedHost(sent).text(), compared);
  }
}

TEST(RouteHost, WhatIsTooLongForANameIsNone) {
  EXPECT_EQ(ComparedHost(std::string(253, 'a')).text().size(), 253U);
  EXPECT_EQ(ComparedHost(std::string(254, 'a')).text(), "");
  EXPECT_EQ(ComparedHost(std::string(253, 'a') + ".:443").text().size(), 253U);
}

}  // namespace
}  // namespace gatehouse::gate

#include "gate/admit/asked_url.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::gate {
namespace {

class AskedUrl : public ::testing::Test {
 protected:
  bool Is(std::string_view url, std::string_view path = "/a") {
    const Request request{.method = "GET", .target = path, .host = "gate.example", .headers = headers_};
    return IsAskedUrl(url, request, client_, path);
  }
  std::vector<Header> headers_ = {{"Host", "gate.example"}};
  Client client_{.address = {}, .tls = true, .through_proxy = false, .asked = {}};
};

TEST_F(AskedUrl, RFC3986_TheSameUrlInOtherSpellings) {
  for (const std::string_view url :
       {"https://gate.example/a", "HTTPS://GATE.Example/a", "https://gate.example:443/a", "https://gate.example:/a",
        "https://gate.example/%61", "https://gate.example/a?x=1", "https://gate.example/a#f",
        "https://gate.example/b/../a", "https://gate.example/./a", "https://gate.example/../a"}) {
    EXPECT_TRUE(Is(url)) << url;
  }
  EXPECT_TRUE(Is("https://gate.example/a%2fb%c3%a4~", "/a%2Fb%C3%A4%7E"));
  EXPECT_TRUE(Is("https://gate.example", "/"));
  EXPECT_TRUE(Is("https://gate.example?x", "/"));
  EXPECT_TRUE(Is("https://gate.example/a/..", "/"));
  EXPECT_TRUE(Is("https://gate.example/b/a/..", "/b/"));
}

TEST_F(AskedUrl, THREATS_AnotherUrl) {
  for (const std::string_view url : {"http://gate.example/a",
                                     "https://other.example/a",
                                     "https://gate.example.evil/a",
                                     "https://gate.example:8443/a",
                                     "https://gate.example:80/a",
                                     "https://user@gate.example/a",
                                     "https://gate.example/A",
                                     "https://gate.example/a/",
                                     "https://gate.example/a%2F",
                                     "https://gate.example//a",
                                     "https://gate.example",
                                     "https://gate.example/",
                                     "/a",
                                     "gate.example/a",
                                     "https:/gate.example/a",
                                     "https://",
                                     "https://?",
                                     "",
                                     "https:///a",
                                     "*"}) {
    EXPECT_FALSE(Is(url)) << url;
  }
  EXPECT_FALSE(Is("https://gate.example/a/b", "/a%2Fb"));
  EXPECT_FALSE(Is("https://gate.example/a%252Fb", "/a%2Fb"));
}

TEST_F(AskedUrl, ThePortOfTheHostHeader) {
  headers_ = {{"host", "Gate.example:8443"}};
  EXPECT_TRUE(Is("https://gate.example:8443/a"));
  EXPECT_FALSE(Is("https://gate.example/a"));
  client_.tls = false;
  EXPECT_TRUE(Is("http://gate.example:8443/a"));
  headers_ = {{"Host", "other.example"}};
  EXPECT_FALSE(Is("http://gate.example/a")) << "the line names another host than the request is for";
  EXPECT_FALSE(Is("http://other.example/a"));
}

TEST_F(AskedUrl, WhatTrustedProxiesReportCounts) {
  client_.through_proxy = true;
  client_.asked = {.host = "shop.example", .port = {}, .prefix = "/shop"};
  EXPECT_TRUE(Is("https://shop.example/shop/a"));
  EXPECT_FALSE(Is("https://shop.example/a"));
  EXPECT_FALSE(Is("https://gate.example/shop/a")) << "the name that only the proxy uses";
  client_.asked = {.host = "shop.example", .port = "8443", .prefix = {}};
  EXPECT_TRUE(Is("https://shop.example:8443/a"));
  client_.asked = {.host = {}, .port = "8443", .prefix = {}};
  EXPECT_TRUE(Is("https://gate.example:8443/a")) << "a proxy that passes the host on without its port";
  client_.asked = {.host = {}, .port = "443", .prefix = {}};
  EXPECT_TRUE(Is("https://gate.example/a"));
}

}  // namespace
}  // namespace gatehouse::gate

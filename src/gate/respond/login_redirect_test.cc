#include "gate/respond/login_redirect.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kChrome =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

std::optional<std::string> Redirect(std::string_view target, std::vector<Header> headers = {{"Accept", kChrome}},
                                    Reason reason = Reason::kSessionMissing, std::string_view method = "GET",
                                    bool session_route = true) {
  const Request request{
      .method = method, .target = target, .host = "gate.example", .tls = true, .peer = {}, .headers = headers};
  return LoginRedirect({.reason = reason}, request, session_route);
}

TEST(LoginRedirect, A9_ANavigationLeadsToTheLoginPageAndBack) {
  EXPECT_EQ(Redirect("/app/"), "/_gatehouse/login?next=/app/");
  EXPECT_EQ(Redirect("/app?a=b&c=%20d"), "/_gatehouse/login?next=/app%3Fa%3Db%26c%3D%2520d");
  EXPECT_EQ(Redirect("/a'\"<>#;"), "/_gatehouse/login?next=/a%27%22%3C%3E%23%3B");
  EXPECT_EQ(Redirect("/", {{"Accept", kChrome}}, Reason::kTokenExpired, "HEAD"), "/_gatehouse/login?next=/");
  EXPECT_EQ(Redirect("/", {{"accept", "TEXT/HTML"}, {"Sec-Fetch-Mode", "navigate"}}), "/_gatehouse/login?next=/");
  EXPECT_EQ(Redirect("/", {{"Accept", "image/png"}, {"Accept", "a/b , text/html;level=1;q=0.5"}}),
            "/_gatehouse/login?next=/");
}

TEST(LoginRedirect, A9_BackToThePathThatTheBrowserAskedAProxyFor) {
  const std::vector<Header> headers = {{"Accept", kChrome}};
  const auto at = [&](std::string_view target) {
    const Request request{
        .method = "GET", .target = target, .host = "gate.example", .tls = true, .peer = {}, .headers = headers};
    return LoginRedirect({.reason = Reason::kSessionMissing}, request, true, "/shop/v1");
  };
  EXPECT_EQ(at("/cart?a=b"), "/_gatehouse/login?next=/shop/v1/cart%3Fa%3Db");
  EXPECT_EQ(at("//evil.example"), kLoginPath);
  EXPECT_EQ(at("https://evil.example/"), kLoginPath);
}

TEST(LoginRedirect, A9_EveryFailureOfASessionLeadsThere) {
  for (const ReasonInfo& info : AllReasons()) {
    const auto location = Redirect("/a", {{"Accept", kChrome}}, info.reason);
    EXPECT_EQ(location.has_value(), info.status == 401 || info.reason == Reason::kSecondFactor) << info.name;
  }
}

TEST(LoginRedirect, A13_AMissingSecondFactorLeadsToWhereItIsSetUp) {
  EXPECT_EQ(Redirect("/admin", {{"Accept", kChrome}}, Reason::kSecondFactor), "/_gatehouse/account");
  EXPECT_FALSE(Redirect("/admin", {{"Accept", "*/*"}}, Reason::kSecondFactor));
}

TEST(LoginRedirect, A9_ProgramsGetTheRefusal) {
  for (const char* accept : {"", "*/*", "application/json", "text/*", "text/html;q=0", "text/html;q=0.00", "text/htmlx",
                             "text/html ; Q=0", "application/json, */*;q=0.1", "xtext/html", "text /html"}) {
    EXPECT_FALSE(Redirect("/", {{"Accept", accept}})) << accept;
  }
  EXPECT_FALSE(Redirect("/", {}));
  EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}, {"Sec-Fetch-Mode", "cors"}}));
  EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}, {"Authorization", "Bearer x"}}));
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "get", ""}) {
    EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}}, Reason::kSessionMissing, method)) << method;
  }
  EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}}, Reason::kTokenMissing, "GET", false)) << "a route for tokens";
}

TEST(LoginRedirect, A9_AFormOfABrowserLeadsToTheLoginPageAndBackToItsPage) {
  const std::vector<Header> form = {
      {"Accept", kChrome}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Site", "same-origin"}};
  const auto from = [&](std::string_view referer, std::string_view method = "POST") {
    auto headers = form;
    headers.push_back({"Referer", referer});
    return Redirect("/app/save?draft=1", headers, Reason::kTokenExpired, method);
  };
  EXPECT_EQ(from("https://gate.example/app/edit?id=7"), "/_gatehouse/login?notice=not-sent&next=/app/edit%3Fid%3D7");
  EXPECT_EQ(from("https://gate.example/", "PUT"), "/_gatehouse/login?notice=not-sent&next=/");
  for (const char* odd : {"", "https://gate.example", "about:blank", "/app", "https://gate.example//evil.example",
                          "https://gate.example/\\evil.example", "https://"}) {
    EXPECT_EQ(from(odd), "/_gatehouse/login?notice=not-sent") << odd;
  }
  EXPECT_EQ(Redirect("/app/save", form, Reason::kSessionMissing, "POST"), "/_gatehouse/login?notice=not-sent");
  EXPECT_EQ(Redirect("/admin", form, Reason::kSecondFactor, "POST"), "/_gatehouse/account");
  EXPECT_EQ(Redirect("/app/save",
                     {{"Accept", kChrome},
                      {"Sec-Fetch-Mode", "navigate"},
                      {"Sec-Fetch-Site", "cross-site"},
                      {"Referer", "https://evil.example/app/delete"}},
                     Reason::kSessionMissing, "POST"),
            "/_gatehouse/login?notice=not-sent")
      << "another site chooses no page";
}

TEST(LoginRedirect, A9_WhatAScriptSendsIsNoForm) {
  for (const char* mode : {"cors", "same-origin", "no-cors", "websocket", "", "Navigate", "navigate, cors"}) {
    EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}, {"Sec-Fetch-Mode", mode}}, Reason::kSessionMissing, "POST"));
  }
  EXPECT_FALSE(Redirect("/", {{"Accept", "*/*"}, {"Sec-Fetch-Mode", "navigate"}}, Reason::kSessionMissing, "POST"));
  EXPECT_FALSE(Redirect("/", {{"Accept", kChrome}, {"Sec-Fetch-Mode", "navigate"}, {"Sec-Fetch-Mode", "cors"}},
                        Reason::kSessionMissing, "POST"));
}

TEST(LoginRedirect, A9_OnlyOwnPathsAreLedBackTo) {
  const std::string long_path = "/" + std::string(kMaxNextBytes, 'a');
  for (const std::string_view target :
       {std::string_view("//evil.example"), std::string_view("/\\evil.example"),
        std::string_view("https://evil.example/"), std::string_view("a"), std::string_view(""), std::string_view("*"),
        std::string_view("/a\r\nSet-Cookie: x=y"), std::string_view("/a\x7F"), std::string_view("/a b"),
        std::string_view("/\xC3\xA9"), std::string_view(long_path)}) {
    EXPECT_EQ(Redirect(target), kLoginPath) << target;
    if (target != long_path) {
      EXPECT_FALSE(IsOwnPath(target)) << target;
    }
  }
  EXPECT_TRUE(IsOwnPath("/a/b?c=//d"));
}

TEST(LoginRedirect, A9_NoTargetEndsTheHeaderOrSaysMoreThanItself) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string target = {'/', 'a', static_cast<char>(byte), 'b'};
    const auto location = Redirect(target);
    ASSERT_TRUE(location);
    for (const char c : *location) EXPECT_TRUE(c > ' ' && c < 0x7F) << byte;
    if (location == kLoginPath) continue;
    const auto next = base::PercentDecode(location->substr(location->find('=') + 1));
    EXPECT_EQ(next, target) << byte;
    EXPECT_EQ(location->find_first_of("&#;", location->find('=')), std::string::npos) << byte;
  }
}

}  // namespace
}  // namespace gatehouse::gate

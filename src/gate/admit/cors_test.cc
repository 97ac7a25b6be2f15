#include "gate/admit/cors.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::gate {
namespace {

CorsRules Rules() {
  CorsRules rules;
  rules.origins = {"https://dashboard.example", "https://app.example:8443"};
  return rules;
}

// `headers` without a Host get "gate.example".
CorsAnswer Check(std::string_view method, std::vector<Header> headers, const CorsRules& rules = Rules(),
                 bool tls = true) {
  const Request request{
      .method = method, .target = "/", .host = "gate.example", .tls = tls, .peer = {}, .headers = headers};
  return CheckCors(rules, request, ReadHeaders(headers), tls);
}

TEST(Cors, B10_ARequestWithoutOriginPassesUntouched) {
  for (const char* method : {"GET", "POST", "DELETE", "OPTIONS"}) {
    const CorsAnswer answer = Check(method, {{"Access-Control-Request-Method", "POST"}});
    EXPECT_TRUE(answer.decision.allowed());
    EXPECT_FALSE(answer.preflight);
    EXPECT_TRUE(answer.allow_origin.empty());
  }
}

TEST(Cors, B10_AListedOriginGetsItself) {
  for (const char* method : {"GET", "HEAD", "POST"}) {
    const CorsAnswer answer = Check(method, {{"Origin", "https://dashboard.example"}});
    EXPECT_TRUE(answer.decision.allowed());
    EXPECT_EQ(answer.allow_origin, "https://dashboard.example");
    EXPECT_FALSE(answer.preflight);
  }
}

TEST(Cors, B10_RefusesUnlistedOrigin) {
  for (const char* origin : {"https://evil.example",
                             "http://dashboard.example",
                             "https://dashboard.example.evil.example",
                             "https://dashboard.example:443",
                             "https://evildashboard.example",
                             "https://dashboard.example/",
                             "https://Dashboard.example",
                             "HTTPS://dashboard.example",
                             "https://dashboard.example.",
                             "https://app.example",
                             "https://app.example:8444",
                             "https://app.example:84430",
                             "https://x.dashboard.example",
                             "https://dashboard.example@evil.example",
                             "https://dashboard.example, https://evil.example",
                             "https://dashboard.exampl",
                             "null",
                             "NULL",
                             "",
                             "*",
                             "https://*.example",
                             "file://",
                             "https://dashboard_example"}) {
    EXPECT_EQ(Check("POST", {{"Origin", origin}}).decision.reason, Reason::kCorsOrigin) << origin;

    const CorsAnswer safe = Check("GET", {{"Origin", origin}});
    EXPECT_TRUE(safe.decision.allowed()) << origin;
    EXPECT_TRUE(safe.allow_origin.empty()) << "the browser keeps the answer from the page: " << origin;

    const CorsAnswer preflight = Check("OPTIONS", {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(preflight.decision.reason, Reason::kCorsOrigin) << origin;
    EXPECT_TRUE(preflight.preflight);
    EXPECT_TRUE(preflight.allow_origin.empty());
  }
}

TEST(Cors, B10_AnswersAPreflightForWhatIsListed) {
  for (const char* names :
       {"", "authorization", "Authorization", "content-type, AUTHORIZATION", "authorization,content-type"}) {
    const CorsAnswer answer = Check("OPTIONS", {{"Origin", "https://dashboard.example"},
                                                {"Access-Control-Request-Method", "POST"},
                                                {"Access-Control-Request-Headers", names}});
    EXPECT_TRUE(answer.decision.allowed()) << names;
    EXPECT_TRUE(answer.preflight);
    EXPECT_EQ(answer.allow_origin, "https://dashboard.example");
  }
  EXPECT_TRUE(
      Check("OPTIONS", {{"Origin", "https://dashboard.example"}, {"Access-Control-Request-Method", "GET"}}).preflight);
}

TEST(Cors, B10_HeadMayWhereGetMay) {
  const auto preflight = [](const CorsRules& rules) {
    return Check("OPTIONS", {{"Origin", "https://dashboard.example"}, {"Access-Control-Request-Method", "HEAD"}}, rules)
        .decision.reason;
  };
  CorsRules rules = Rules();
  EXPECT_EQ(preflight(rules), Reason::kAllowed);
  rules.methods = {"HEAD"};
  EXPECT_EQ(preflight(rules), Reason::kAllowed);
  rules.methods = {"POST"};
  EXPECT_EQ(preflight(rules), Reason::kCorsMethod);
}

TEST(Cors, B10_APreflightMayAskForWhatEveryPageMaySet) {
  CorsRules rules = Rules();
  rules.headers = {"X-Mine"};
  const auto ask = [&](std::string_view names) {
    return Check("OPTIONS",
                 {{"Origin", "https://dashboard.example"},
                  {"Access-Control-Request-Method", "GET"},
                  {"Access-Control-Request-Headers", names}},
                 rules)
        .decision.reason;
  };
  for (const char* names : {"accept", "accept,accept-language", "Content-Language, Range", "range,x-mine"}) {
    EXPECT_EQ(ask(names), Reason::kAllowed) << names;
  }
  for (const char* names : {"content-type", "authorization", "accept,x-other", "accept-encoding", "range,"}) {
    EXPECT_EQ(ask(names), Reason::kCorsHeader) << names;
  }
}

TEST(Cors, B10_AnAppsOriginIsComparedAsAnyOther) {
  CorsRules rules;
  rules.origins = {"capacitor://localhost", "chrome-extension://gighmmpiobklfepjocnamgkkbiglidom"};
  EXPECT_EQ(Check("POST", {{"Origin", "capacitor://localhost"}}, rules).allow_origin, "capacitor://localhost");
  for (const char* origin : {"capacitor://localhost:80", "capacitor://localhost.evil", "ionic://localhost",
                             "capacitor://", "chrome-extension://gighmmpiobklfepjocnamgkkbiglidon"}) {
    EXPECT_EQ(Check("POST", {{"Origin", origin}}, rules).decision.reason, Reason::kCorsOrigin) << origin;
  }
}

TEST(Cors, B10_RefusesAPreflightForAnotherMethodOrHeader) {
  for (const char* method : {"DELETE", "PUT", "PATCH", "post", "POST ", "", "GET, POST", "*"}) {
    EXPECT_EQ(Check("OPTIONS", {{"Origin", "https://dashboard.example"}, {"Access-Control-Request-Method", method}})
                  .decision.reason,
              Reason::kCorsMethod)
        << method;
  }
  for (const char* names : {"x-custom", "authorization, x-custom", "authorization,,content-type", "authorization,", ",",
                            "*", "authorization content-type"}) {
    EXPECT_EQ(Check("OPTIONS", {{"Origin", "https://dashboard.example"},
                                {"Access-Control-Request-Method", "POST"},
                                {"Access-Control-Request-Headers", names}})
                  .decision.reason,
              Reason::kCorsHeader)
        << names;
  }
}

TEST(Cors, B10_RefusesRepeatedHeaders) {
  EXPECT_EQ(Check("GET", {{"Origin", "https://dashboard.example"}, {"origin", "https://evil.example"}}).decision.reason,
            Reason::kHeaderRepeated);
  EXPECT_EQ(Check("OPTIONS", {{"Origin", "https://dashboard.example"},
                              {"Access-Control-Request-Method", "POST"},
                              {"Access-Control-Request-Method", "DELETE"}})
                .decision.reason,
            Reason::kHeaderRepeated);
}

TEST(Cors, B10_AnUnsafeMethodOfAListedOriginMustBeListed) {
  EXPECT_EQ(Check("DELETE", {{"Origin", "https://dashboard.example"}}).decision.reason, Reason::kCorsMethod);
  CorsRules rules = Rules();
  rules.methods = {"GET"};
  EXPECT_EQ(Check("POST", {{"Origin", "https://dashboard.example"}}, rules).decision.reason, Reason::kCorsMethod);
  EXPECT_TRUE(Check("OPTIONS", {{"Origin", "https://dashboard.example"}}).decision.allowed()) << "not a preflight";
}

TEST(Cors, B10_ASameOriginRequestPasses) {
  EXPECT_TRUE(Check("POST", {{"Origin", "https://gate.example"}}).decision.allowed());
  EXPECT_TRUE(Check("POST", {{"Host", "gate.example"}, {"Origin", "https://gate.example"}}).decision.allowed());
  EXPECT_TRUE(Check("POST", {{"Host", "gate.example:443"}, {"Origin", "https://gate.example"}}).decision.allowed());
  EXPECT_TRUE(
      Check("POST", {{"Host", "Gate.Example:8443"}, {"Origin", "https://gate.example:8443"}}).decision.allowed());
  EXPECT_TRUE(
      Check("POST", {{"Host", "gate.example"}, {"Origin", "http://gate.example"}}, Rules(), false).decision.allowed());
  EXPECT_TRUE(Check("POST", {{"Origin", "https://gate.example"}}).allow_origin.empty()) << "and needs no CORS header";
}

TEST(Cors, B10_AnotherPortOrSchemeIsAnotherOrigin) {
  const auto refused = [](std::vector<Header> headers, bool tls = true) {
    return Check("POST", std::move(headers), Rules(), tls).decision.reason == Reason::kCorsOrigin;
  };
  EXPECT_TRUE(refused({{"Host", "gate.example:8443"}, {"Origin", "https://gate.example:9443"}}));
  EXPECT_TRUE(refused({{"Host", "gate.example:8443"}, {"Origin", "https://gate.example"}}));
  EXPECT_TRUE(refused({{"Host", "gate.example"}, {"Origin", "https://gate.example:8443"}}));
  EXPECT_TRUE(refused({{"Host", "gate.example"}, {"Origin", "http://gate.example"}}));
  EXPECT_TRUE(refused({{"Host", "gate.example"}, {"Origin", "https://gate.example"}}, false));
  EXPECT_TRUE(refused({{"Host", "evil.example"}, {"Origin", "https://evil.example"}}))
      << "not the host the request is for";
  EXPECT_TRUE(refused({{"Host", "gate.example.evil.example"}, {"Origin", "https://gate.example.evil.example"}}));
}

TEST(Cors, B10_AnUnlistedOriginOpensNoWebSocket) {
  EXPECT_EQ(Check("GET", {{"Origin", "https://evil.example"}, {"Upgrade", "websocket"}}).decision.reason,
            Reason::kCorsOrigin);
  EXPECT_TRUE(Check("GET", {{"Origin", "https://dashboard.example"}, {"Upgrade", "websocket"}}).decision.allowed());
  EXPECT_TRUE(Check("GET", {{"Origin", "https://gate.example"}, {"Upgrade", "websocket"}}).decision.allowed());
}

TEST(Cors, B10_AnyOriginIsAnsweredWithAStarAndNeverNull) {
  CorsRules rules;
  rules.origins = {"*"};
  rules.credentials = false;
  EXPECT_EQ(Check("POST", {{"Origin", "https://anyone.example"}}, rules).allow_origin, "*");
  EXPECT_EQ(Check("POST", {{"Origin", "null"}}, rules).decision.reason, Reason::kCorsOrigin);
}

TEST(Cors, B10_WithoutRulesNoOriginIsListed) {
  EXPECT_FALSE(CorsRules{}.enabled());
  EXPECT_EQ(Check("POST", {{"Origin", "https://dashboard.example"}}, CorsRules{}).decision.reason, Reason::kCorsOrigin);
  EXPECT_TRUE(Check("POST", {{"Origin", "https://gate.example"}}, CorsRules{}).decision.allowed());
}

Reason Judge(std::string_view method, std::vector<Header> headers, const CorsRules& rules = Rules(), bool tls = true) {
  const Request request{
      .method = method, .target = "/", .host = "gate.example", .tls = tls, .peer = {}, .headers = headers};
  return JudgeOrigin(rules, request, ReadHeaders(headers), tls);
}

TEST(SameOrigin, A9_SafeMethodsNeedNoOrigin) {
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    EXPECT_EQ(Judge(method, {}), Reason::kAllowed) << method;
    EXPECT_EQ(Judge(method, {{"Origin", "https://evil.example"}}), Reason::kAllowed) << method;
  }
}

TEST(SameOrigin, A9_UnsafeOnesNeedOneOfOurs) {
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "get", "PROPFIND", ""}) {
    EXPECT_EQ(Judge(method, {}), Reason::kOriginMissing) << method;
    EXPECT_EQ(Judge(method, {{"Origin", "https://gate.example"}}), Reason::kAllowed) << method;
    EXPECT_EQ(Judge(method, {{"Origin", "https://dashboard.example"}}), Reason::kAllowed) << method;
    EXPECT_EQ(Judge(method, {{"Origin", "https://evil.example"}}), Reason::kCorsOrigin) << method;
    EXPECT_EQ(Judge(method, {{"Origin", "https://gate.example"}, {"origin", "https://gate.example"}}),
              Reason::kHeaderRepeated)
        << method;
  }
}

TEST(SameOrigin, A9_AnUpgradeIsUnsafe) {
  EXPECT_EQ(Judge("GET", {{"Upgrade", "websocket"}}), Reason::kOriginMissing);
  EXPECT_EQ(Judge("GET", {{"Upgrade", "websocket"}, {"Origin", "https://evil.example"}}), Reason::kCorsOrigin);
  EXPECT_EQ(Judge("GET", {{"Upgrade", "websocket"}, {"Origin", "https://gate.example"}}), Reason::kAllowed);
}

TEST(SameOrigin, A9_OurOwnOriginIsSchemeHostAndPort) {
  const Header host{"Host", "gate.example:8443"};
  EXPECT_EQ(Judge("POST", {host, {"Origin", "https://gate.example:8443"}}), Reason::kAllowed);
  for (const char* origin : {"https://gate.example", "http://gate.example:8443", "https://gate.example:8444",
                             "https://gate.example:8443.evil.example", "https://gate.example:8443/", "null", "", "*",
                             "https://", "https://evil.example:8443", "https://gate.example:8443, https://a.example"}) {
    EXPECT_EQ(Judge("POST", {host, {"Origin", origin}}), Reason::kCorsOrigin) << origin;
  }
  EXPECT_EQ(Judge("POST", {{"Origin", "http://gate.example"}}, Rules(), false), Reason::kAllowed);
  EXPECT_EQ(Judge("POST", {{"Origin", "https://gate.example"}}, Rules(), false), Reason::kCorsOrigin);
}

TEST(SameOrigin, A9_AStarListsNobody) {
  CorsRules any;
  any.origins = {"*"};
  any.credentials = false;
  EXPECT_EQ(Judge("POST", {{"Origin", "https://evil.example"}}, any), Reason::kCorsOrigin);
  EXPECT_EQ(Judge("POST", {{"Origin", "*"}}, any), Reason::kCorsOrigin);
  EXPECT_EQ(Judge("POST", {{"Origin", "https://gate.example"}}, CorsRules{}), Reason::kAllowed);
}

TEST(Cors, THREATS_TheHostThatATrustedProxyWasAskedBy) {
  const auto judge = [](std::string_view origin, const AskedAs& asked, bool tls = true) {
    const std::vector<Header> headers = {{"Host", "inner:8080"}, {"Origin", origin}};
    const Request request{.method = "POST", .target = "/", .host = "inner", .tls = tls, .peer = {}, .headers = headers};
    return JudgeOrigin({}, request, ReadHeaders(headers), tls, asked);
  };
  EXPECT_EQ(judge("https://app.example", {.host = "app.example"}), Reason::kAllowed);
  EXPECT_EQ(judge("https://app.example", {.host = "app.example:443"}), Reason::kAllowed);
  EXPECT_EQ(judge("https://app.example:8443", {.host = "app.example:8443"}), Reason::kAllowed);
  EXPECT_EQ(judge("https://app.example:8443", {.host = "app.example", .port = "8443"}), Reason::kAllowed);
  EXPECT_EQ(judge("http://app.example", {.host = "app.example"}, false), Reason::kAllowed);
  EXPECT_EQ(judge("https://evil.example", {.host = "app.example"}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("http://app.example", {.host = "app.example"}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("https://app.example:8443", {.host = "app.example"}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("https://app.example:84430", {.host = "app.example", .port = "8443"}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("https://app.example.evil", {.host = "app.example"}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("https://", {}), Reason::kCorsOrigin);
  EXPECT_EQ(judge("https://app.example", {}), Reason::kCorsOrigin) << "nobody told";
}

}  // namespace
}  // namespace gatehouse::gate

// CORS, security headers and error masking, as a policy says them.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PolicyCors, B10_ReadsOriginsAndKeepsTheSeedsDefaults) {
  const Policy policy =
      Compiled(Plain("cors: { origins: [https://app.example, \"http://localhost:3000\"], max_age: 5m }\n"));
  EXPECT_THAT(policy.cors.origins, ElementsAre("https://app.example", "http://localhost:3000"));
  EXPECT_THAT(policy.cors.methods, ElementsAre("GET", "POST"));
  EXPECT_THAT(policy.cors.headers, ElementsAre("Authorization", "Content-Type"));
  EXPECT_TRUE(policy.cors.credentials);
  EXPECT_EQ(policy.cors.max_age, std::chrono::minutes{5});
  const Policy other = Compiled(Plain(
      "cors: { origins: https://a.example, methods: [PUT], headers: [X-Mine], expose: [ETag], credentials: false }\n"));
  EXPECT_THAT(other.cors.methods, ElementsAre("PUT"));
  EXPECT_THAT(other.cors.headers, ElementsAre("X-Mine"));
  EXPECT_THAT(other.cors.exposed, ElementsAre("ETag"));
  EXPECT_FALSE(other.cors.credentials);
}

TEST(PolicyCors, B10_StarWithCredentialsIsRefused) {
  ExpectOneError(Plain("cors: { origins: [\"*\"], credentials: true }\n"),
                 {"gate.yaml:3:19", "Origin '*' with credentials"});
  ExpectOneError(Plain("cors: { origins: \"*\" }\n"), {"Origin '*' with credentials", "credentials: false"});
  EXPECT_THAT(Compiled(Plain("cors: { origins: \"*\", credentials: false }\n")).cors.origins, ElementsAre("*"));
}

TEST(PolicyCors, B10_StarInProductionIsRefused) {
  ExpectOneError(Plain("environment: production\ntls: off\ntrusted_proxies: 10.0.0.1\n"
                       "cors: { origins: \"*\", credentials: false }\n"),
                 {"Origin '*' in production"});
  EXPECT_EQ(ErrorsOf(Plain("environment: production\ntls: off\ntrusted_proxies: 10.0.0.1\ncors: { origins: \"*\" }\n"))
                .size(),
            2U);
}

TEST(PolicyCors, B10_OriginsAreExact) {
  for (const char* wrong : {"app.example",
                            "https://app.example/",
                            "https://app.example/x",
                            "https://*.app.example",
                            "https://",
                            "https://App.example",
                            "https://app.example:443",
                            "http://app.example:80",
                            "ftp://app.example",
                            "https://user@app.example",
                            "https://a b",
                            "https://app.example:0",
                            "file://",
                            "file:///index.html",
                            "data:text/html",
                            "wss://app.example",
                            "capacitor://",
                            "capacitor://localhost/",
                            "capacitor://*",
                            "Capacitor://localhost",
                            "1app://x",
                            "app:x",
                            "://x",
                            "chrome-extension://a b",
                            "app://user@host"}) {
    ExpectOneError(Plain("cors: { origins: [\"" + std::string(wrong) + "\"] }\n"), {"is not an origin"});
  }
  ExpectOneError(Plain("cors: { origins: [\"null\"] }\n"), {"Origin 'null'"});
  ExpectOneError(Plain("cors: { origins: [\"*\", https://a.example], credentials: false }\n"),
                 {"cannot be combined with others"});
  ExpectOneError(Plain("cors: { origins: https://a.example, headers: [\"*\"] }\n"), {"is not a header name"});
  ExpectOneError(Plain("cors: { origins: https://a.example, methods: [get] }\n"),
                 {"'get' is not a method", "capitals"});
  ExpectOneError(Plain("cors: { origins: https://a.example, methods: [TRACE] }\n"), {"does not pass TRACE"});
}

TEST(PolicyHeaders, B13_AWordForOffIsNoValueOfASecurityHeader) {
  for (const std::string off : {"false", "off", "\"No\"", "none", "\"null\"", "disabled"}) {
    ExpectOneError(Plain("headers: { x-frame-options: " + off + " }\n"),
                   {"has a value that browsers do not know", "list it in 'headers_removed'"});
  }
  EXPECT_EQ(Compiled(Plain("headers: { X-Debug: false }\n")).security_headers.back().value, "false");
}

TEST(PolicyCors, B10_AppsAndExtensionsHaveOriginsToo) {
  for (const char* right :
       {"capacitor://localhost", "ionic://localhost", "tauri://localhost", "app://-", "app://.", "app://localhost:3000",
        "chrome-extension://gighmmpiobklfepjocnamgkkbiglidom", "moz-extension://1f2c7b1e-0000-4e52-9d4f-3d5ff1a6a0a1",
        "safari-web-extension://2A7F0F7D-3B0B-4C6E-9C55-0D9E1E8B7D11", "vscode-webview://0abc", "web+app://x_y~z"}) {
    EXPECT_THAT(Compiled(Plain("cors: { origins: [\"" + std::string(right) + "\"] }\n")).cors.origins,
                ElementsAre(right));
  }
}

TEST(PolicyHeaders, B13_TheSixAreThereByDefault) {
  const Policy policy = Compiled(kPlain);
  ASSERT_EQ(policy.security_headers.size(), 6U);
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(policy.security_headers[i].name, DefaultSecurityHeaders()[i].first);
    EXPECT_EQ(policy.security_headers[i].value, DefaultSecurityHeaders()[i].second);
  }
}

TEST(PolicyHeaders, B13_OverriddenExtendedAndRemovedByAWord) {
  const Policy policy =
      Compiled(Plain("headers: { x-frame-options: SAMEORIGIN, Permissions-Policy: \"camera=()\" }\nheaders_removed: "
                     "[X-XSS-Protection]\n"));
  ASSERT_EQ(policy.security_headers.size(), 6U);
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : policy.security_headers) headers[name] = value;
  EXPECT_EQ(headers["X-Frame-Options"], "SAMEORIGIN");
  EXPECT_EQ(headers["Permissions-Policy"], "camera=()");
  EXPECT_EQ(headers.count("X-XSS-Protection"), 0U);
}

TEST(PolicyHeaders, B13_NothingIsLostByAccident) {
  ExpectOneError(Plain("headers: { X-Frame-Options: }\n"),
                 {"'X-Frame-Options' in 'headers' must be text, not nothing"});
  ExpectOneError(Plain("headers: { X-Frame-Options: \"\" }\n"), {"has no value", "headers_removed"});
  ExpectOneError(Plain("headers_removed: [X-Frame-Option]\n"), {"is not one of the gate's headers"});
  ExpectOneError(Plain("headers: { X-A: b }\nheaders_removed: [X-A]\n"), {"both set and removed"});
  ExpectOneError(Plain("headers: { X-A: b, x-a: c }\n"), {"is written twice"});
}

TEST(PolicyHeaders, NoHeaderCanEndItsLineOrSpeakForTheGate) {
  ExpectOneError(Plain("headers: { X-A: \"b\\r\\nSet-Cookie: c\" }\n"), {"cannot stand in a header"});
  ExpectOneError(Plain("headers: { \"X A\": b }\n"), {"is not a header name"});
  for (const char* name :
       {"Content-Length", "transfer-encoding", "Access-Control-Allow-Origin", "X-Gatehouse-Subject", "RateLimit"}) {
    ExpectOneError(Plain("headers: { " + std::string(name) + ": x }\n"), {"is not the policy's to set"});
  }
}

TEST(PolicyErrors, C9_MaskingCanBeSwitchedOffByAWord) {
  EXPECT_FALSE(Compiled(Plain("errors: { mask: false }\n")).mask_errors);
  ExpectOneError(Plain("errors: { mask: no }\n"), {"'mask' must be true or false, not 'no'"});
  ExpectOneError(Plain("errors: { mask: \"true\" }\n"), {"take the quotes away"});
}

}  // namespace
}  // namespace gatehouse::gate

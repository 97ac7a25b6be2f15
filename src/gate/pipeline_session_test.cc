// People and droplets of the control daemon in the pipeline: session routes, cross-site requests, second factors, and
// messages that the directory routes.
#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/file.h"
#include "gate/identify/session.h"
#include "gate/pipeline.h"
#include "gate/testing_pipeline.h"
#include "jose/jws_writer.h"
#include "jose/token_issue.h"

namespace gatehouse::gate {
namespace {

constexpr int64_t kNowSeconds = 1'800'000'000;

const crypto::PrivateKey& TokenKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256).value();
  return key;
}

const crypto::PrivateKey& SessionKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256).value();
  return key;
}

struct SessionClaims {
  std::string subject = "ada";
  std::string id = "s-1";
  std::vector<std::string> roles;
  std::string acr = std::string(jose::kOneFactor);
};

std::string SessionToken(const SessionClaims& claims = {}) {
  jose::ClaimsText text;
  text.Add("iss", jose::kSessionIssuer);
  text.Add("aud", jose::kSessionAudience);
  text.Add("sub", claims.subject);
  text.Add("jti", claims.id);
  text.Add("iat", kNowSeconds);
  text.Add("exp", kNowSeconds + 1800);
  text.Add("acr", claims.acr);
  text.Add("roles", claims.roles);
  return jose::SignCompact(SessionKey(), crypto::Algorithm::kEs256, "", jose::kSessionType, text.Finish()).value();
}

std::string BearerToken(int droplet) {
  jose::TokenClaims claims;
  claims.issuer = "registry.fullpotential.ai";
  claims.audience = "fullpotential.droplets";
  claims.droplet_id = droplet;
  claims.token_id = "t-1";
  claims.now = kNow.wall;
  return jose::IssueToken(TokenKey(), crypto::Algorithm::kEs256, "", claims).value();
}

class SessionPipeline : public PipelineFixture {
 protected:
  static constexpr std::string_view kHead = R"(
profile: droplet
upstream: http://127.0.0.1:9000
control: { registry: { token_life: 1h }, people: {} }
tokens: { issuer: registry.fullpotential.ai, audience: fullpotential.droplets, algorithms: [ES256, RS256],
          keys: /keys/public.pem }
cors: { origins: [https://dashboard.example] }
)";
  static constexpr std::string_view kRoutes = R"(
routes:
  - { path: /app/*, auth: session }
  - { path: /admin, auth: session, require: { role: admin, second_factor: true } }
  - { path: /both, auth: either }
  - { path: /tokens, auth: token }
  - { path: /form, auth: none, same_origin: true }
  - { path: /open, auth: none }
  - { path: /mine, auth: session, limit: 2/minute per identity }
  - { path: /live, auth: session, websocket: true }
)";

  void Use(const std::string& more = "") {
    const FileReader files = [](const std::string& path) -> base::Result<std::string> {
      if (path == "/keys/public.pem") return TokenKey().Public().Pem();
      if (path == "/gate/.gatehouse/control/public/session.jwks") {
        return R"({"keys":[)" + SessionKey().Public().Jwk("s", crypto::Algorithm::kEs256) + "]}";
      }
      return base::Fail("Does not exist", path);
    };
    Compile(std::string(kHead) + (more.contains("routes:") ? "" : std::string(kRoutes)) + more, "/gate", files);
  }

  // Headers, kept as long as the test.
  Header Cookie(std::string_view token) {
    return {"Cookie", texts_.emplace_back("a=b; " + std::string(jose::kSessionCookie) + "=" + std::string(token))};
  }
  Header Session(const SessionClaims& claims = {}) { return Cookie(SessionToken(claims)); }
  Header Bearer(std::string_view token) {
    return {"Authorization", texts_.emplace_back("Bearer " + std::string(token))};
  }
  static Header Own() { return {"Origin", "https://gate.example"}; }

  static std::string Udc(int target) { return PipelineFixture::Udc(14, target); }

  void Enrol(int id, DropletState state, bool resolved = true) {
    DirectoryEntry& entry = directory_.droplets[id];
    entry = {.id = id, .state = state, .tls = false, .host = "droplet.example", .port = 9000, .address = {}};
    if (resolved) entry.address = base::IpAddress::Parse("127.0.0.1");
  }

  std::list<std::string> texts_;
};

TEST_F(SessionPipeline, A9_ASessionOpensASessionRoute) {
  Use();
  const Header session = Session();
  for (const int round : {1, 2}) {
    const auto outcome = Send("GET", "/app/x", {session});
    ASSERT_TRUE(outcome->decision.allowed()) << round;
    ASSERT_NE(outcome->exchange.principal, nullptr);
    EXPECT_EQ(outcome->exchange.principal->subject, "ada");
    EXPECT_TRUE(outcome->exchange.session);
  }
  EXPECT_EQ(session_cache_.size(), 1U);
  EXPECT_EQ(cache_.size(), 0U);
}

TEST_F(SessionPipeline, A9_WhichCredentialOpensWhichRoute) {
  Use();
  const Header session = Session();
  const Header bearer = Bearer(BearerToken(14));
  const Header session_as_bearer = Bearer(SessionToken());
  const Header bearer_as_session = Cookie(BearerToken(14));
  struct Case {
    std::string_view target;
    std::vector<Header> headers;
    Reason reason;
    bool session = false;
  };
  for (const Case& each : std::vector<Case>{
           {"/app", {}, Reason::kSessionMissing},
           {"/app", {session}, Reason::kAllowed, true},
           {"/app", {bearer}, Reason::kSessionMissing},
           {"/app", {session, bearer}, Reason::kAllowed, true},
           {"/app", {session, session}, Reason::kHeaderRepeated},
           {"/app", {bearer_as_session}, Reason::kTokenSignature},
           {"/app", {session_as_bearer}, Reason::kSessionMissing},
           {"/tokens", {session}, Reason::kTokenMissing},
           {"/tokens", {session, bearer}, Reason::kAllowed},
           {"/tokens", {session_as_bearer}, Reason::kTokenIssuer},
           {"/both", {}, Reason::kSessionMissing},
           {"/both", {session}, Reason::kAllowed, true},
           {"/both", {bearer}, Reason::kAllowed},
           {"/both", {session, bearer}, Reason::kAllowed},
           {"/both", {session_as_bearer}, Reason::kTokenIssuer},
           {"/both", {bearer_as_session}, Reason::kTokenSignature},
           // A broken Authorization is never made good by a cookie.
           {"/both", {session, session_as_bearer}, Reason::kTokenIssuer},
           {"/both", {session, {"Authorization", "Basic dTpw"}}, Reason::kTokenFormat},
           {"/both", {session, {"Authorization", ""}}, Reason::kTokenMissing},
           {"/both", {session, bearer, bearer}, Reason::kHeaderRepeated},
           {"/open", {session}, Reason::kAllowed},
       }) {
    const auto outcome = Send("GET", each.target, each.headers);
    EXPECT_EQ(outcome->decision.reason, each.reason) << each.target << " " << Describe(outcome->decision.reason).name;
    EXPECT_EQ(outcome->exchange.session, each.session) << each.target;
  }
}

TEST_F(SessionPipeline, A9_LogoutIsInForceAtOnceAlsoFromTheCache) {
  Use();
  const Header session = Session();
  ASSERT_EQ(ReasonFor("GET", "/app", {session}), Reason::kAllowed);
  ledger_.revoked_tokens.insert("s-1");
  EXPECT_EQ(ReasonFor("GET", "/app", {session}), Reason::kTokenRevoked);
  EXPECT_EQ(ReasonFor("GET", "/app", {Session({.id = "s-2"})}), Reason::kAllowed);
  ledger_.blocked_subjects.insert("ada");
  EXPECT_EQ(ReasonFor("GET", "/app", {Session({.id = "s-2"})}), Reason::kIdentityBlocked);
}

TEST_F(SessionPipeline, A13_RolesAndSecondFactor) {
  Use();
  EXPECT_EQ(ReasonFor("GET", "/admin", {Session()}), Reason::kRoleMissing);
  EXPECT_EQ(ReasonFor("GET", "/admin", {Session({.roles = {"admin"}})}), Reason::kSecondFactor);
  EXPECT_EQ(ReasonFor("GET", "/admin", {Session({.roles = {"admin"}, .acr = std::string(jose::kTwoFactors)})}),
            Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/admin", {Session({.acr = std::string(jose::kTwoFactors)})}), Reason::kRoleMissing);
}

TEST_F(SessionPipeline, A9_CrossSiteRequests) {
  Use();
  const Header session = Session();
  const Header bearer = Bearer(BearerToken(14));
  const Header listed{"Origin", "https://dashboard.example"};
  const Header evil{"Origin", "https://evil.example"};
  const Header null{"Origin", "null"};
  struct Case {
    std::string_view method;
    std::string_view target;
    std::vector<Header> headers;
    Reason reason;
  };
  for (const Case& each : std::vector<Case>{
           {"POST", "/app", {session}, Reason::kOriginMissing},
           {"POST", "/app", {session, Own()}, Reason::kAllowed},
           {"POST", "/app", {session, listed}, Reason::kAllowed},
           {"POST", "/app", {session, evil}, Reason::kCorsOrigin},
           {"POST", "/app", {session, null}, Reason::kCorsOrigin},
           {"POST", "/app", {session, Own(), Own()}, Reason::kHeaderRepeated},
           {"POST", "/app", {session, {"Origin", "http://gate.example"}}, Reason::kCorsOrigin},
           {"POST", "/app", {session, {"Origin", "https://gate.example:8443"}}, Reason::kCorsOrigin},
           {"DELETE", "/app", {session}, Reason::kOriginMissing},
           {"DELETE", "/app", {session, Own()}, Reason::kAllowed},
           {"PATCH", "/app", {session}, Reason::kOriginMissing},
           {"GET", "/app", {session}, Reason::kAllowed},
           {"GET", "/app", {session, evil}, Reason::kAllowed},  // without CORS headers: the page cannot read it
           {"HEAD", "/app", {session}, Reason::kAllowed},
           {"GET", "/live", {session, {"Upgrade", "websocket"}}, Reason::kOriginMissing},
           {"GET", "/live", {session, {"Upgrade", "websocket"}, evil}, Reason::kCorsOrigin},
           {"GET", "/live", {session, {"Upgrade", "websocket"}, Own()}, Reason::kAllowed},
           // A page of another site has no token: a request with one is meant.
           {"POST", "/both", {bearer}, Reason::kAllowed},
           {"POST", "/both", {session}, Reason::kOriginMissing},
           {"POST", "/both", {session, bearer}, Reason::kAllowed},
           {"POST", "/both", {session, Own()}, Reason::kAllowed},
           {"POST", "/form", {}, Reason::kOriginMissing},
           {"POST", "/form", {Own()}, Reason::kAllowed},
           {"POST", "/form", {listed}, Reason::kAllowed},
           {"POST", "/form", {evil}, Reason::kCorsOrigin},
           {"GET", "/form", {}, Reason::kAllowed},
           {"POST", "/open", {session}, Reason::kAllowed},
           {"POST", "/tokens", {bearer}, Reason::kAllowed},
           {"POST", "/_gatehouse/login", {}, Reason::kOriginMissing},
           {"POST", "/_gatehouse/login", {Own()}, Reason::kAllowed},
           {"POST", "/_gatehouse/logout", {session}, Reason::kOriginMissing},
           {"POST", "/_gatehouse/logout", {session, Own()}, Reason::kAllowed},
           {"POST", "/_gatehouse/password", {session, evil}, Reason::kCorsOrigin},
       }) {
    const auto outcome = Send(each.method, each.target, each.headers);
    EXPECT_EQ(outcome->decision.reason, each.reason)
        << each.method << " " << each.target << " " << Describe(outcome->decision.reason).name;
  }
}

TEST_F(SessionPipeline, A9_CrossSiteRequestsWithoutAnyCors) {
  Use("routes: [{ path: /app, auth: session }]\n");
  policy_->cors = {};  // the stage before this one then says nothing
  EXPECT_EQ(ReasonFor("POST", "/app", {Session(), {"Origin", "https://evil.example"}}), Reason::kCorsOrigin);
  EXPECT_EQ(ReasonFor("POST", "/app", {Session(), Own()}), Reason::kAllowed);
}

TEST_F(SessionPipeline, A9_WhatIsForgedUsesUpNoPlaceOfThePerson) {
  Use();
  const Header session = Session();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ReasonFor("POST", "/mine", {session}), Reason::kOriginMissing);
  EXPECT_EQ(ReasonFor("POST", "/mine", {session, Own()}), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/mine", {session, Own()}), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/mine", {session, Own()}), Reason::kRateLimited);
  EXPECT_EQ(ReasonFor("POST", "/mine", {Session({.subject = "bob"}), Own()}), Reason::kAllowed);
}

TEST_F(SessionPipeline, A9_AnObservedForgeryGoesOnAsNobody) {
  Use("observe: [identity]\n");
  const auto forged = Send("POST", "/app", {Session()});
  EXPECT_TRUE(forged->decision.allowed());
  EXPECT_EQ(forged->exchange.principal, nullptr);
  EXPECT_FALSE(forged->exchange.session);
  ASSERT_EQ(forged->exchange.observed_count, 1U);
  EXPECT_EQ(forged->exchange.observed[0].reason, Reason::kOriginMissing);
  // Only observing CORS does not switch this off.
  Use("observe: [cors]\n");
  EXPECT_EQ(ReasonFor("POST", "/app", {Session(), {"Origin", "https://evil.example"}}), Reason::kCorsOrigin);
  EXPECT_EQ(ReasonFor("POST", "/admin", {Session()}), Reason::kOriginMissing);
}

TEST_F(SessionPipeline, B1_AnObservedMissingSessionFulfilsNoRequirement) {
  Use("observe: [identity]\n");
  EXPECT_EQ(ReasonFor("GET", "/app"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/admin"), Reason::kRoleMissing);
}

// Any headers whatever, but no good session: no session route opens.
TEST_F(SessionPipeline, B1_A9_NothingButASessionOpensASessionRoute) {
  Use();
  std::mt19937 random(20261122);
  const std::string good = SessionToken();
  const std::string other = BearerToken(14);
  std::string tampered = good;
  tampered[good.size() / 2] = tampered[good.size() / 2] == 'A' ? 'B' : 'A';
  const std::string name(jose::kSessionCookie);
  const std::vector<std::string> cookies = {"",
                                            name,
                                            name + "=",
                                            name + "=" + other,
                                            name + "=" + tampered,
                                            name + "=" + good.substr(0, good.rfind('.') + 1),
                                            name + "=\"" + good + "\"",
                                            name + " =" + good,
                                            "x" + name + "=" + good,
                                            "__host-gatehouse_session=" + good,
                                            "a=" + name + "=" + good,
                                            name + "=" + good + "; " + name + "=" + good,
                                            "session=" + good};
  const std::vector<std::string> authorizations = {"Bearer " + other, "Bearer " + good, good, "Cookie " + good, ""};
  const auto pick = [&random](const auto& from) { return from[random() % from.size()]; };
  const std::vector<std::string_view> targets = {"/app", "/app/", "/app/x/y", "/admin", "/mine", "/live", "/both"};
  const std::vector<std::string_view> methods = {"GET", "HEAD", "POST", "DELETE", "OPTIONS"};
  for (int round = 0; round < 4000; ++round) {
    std::vector<Header> headers;
    const std::string_view target = pick(targets);
    for (unsigned lines = random() % 4; lines > 0; --lines) {
      switch (random() % 4) {
        case 0:
          headers.push_back({"Cookie", texts_.emplace_back(pick(cookies))});
          break;
        case 1:  // a bearer token is good for /both
          if (target != "/both") headers.push_back({"Authorization", texts_.emplace_back(pick(authorizations))});
          break;
        case 2:
          headers.push_back(Own());
          break;
        default:
          headers.push_back({"X-Gatehouse-Subject", "ada"});
      }
    }
    const auto outcome = Send(pick(methods), target, headers);
    ASSERT_FALSE(outcome->decision.allowed()) << round << " " << target;
    ASSERT_EQ(outcome->exchange.principal, nullptr);
    texts_.clear();
    headers_.clear();
    requests_.clear();
  }
}

TEST_F(SessionPipeline, B6_TheDirectoryRoutesMessages) {
  Use();
  Enrol(21, DropletState::kActive);
  Enrol(22, DropletState::kSuspended);
  Enrol(23, DropletState::kRetired);
  Enrol(24, DropletState::kActive, false);
  const std::vector<Header> headers = {Bearer(BearerToken(14)), {"Content-Type", "application/json"}};
  const auto sent = Send("POST", "/message", headers, Udc(21));
  ASSERT_TRUE(sent->decision.allowed()) << Describe(sent->decision.reason).name;
  ASSERT_NE(sent->exchange.droplet, nullptr);
  EXPECT_EQ(sent->exchange.droplet->id, 21);
  EXPECT_EQ(ReasonFor("POST", "/message", headers, Udc(20)), Reason::kUdcTargetUnknown);
  EXPECT_EQ(ReasonFor("POST", "/message", headers, Udc(22)), Reason::kUdcTargetSuspended);
  EXPECT_EQ(ReasonFor("POST", "/message", headers, Udc(23)), Reason::kUdcTargetSuspended);
  const auto unresolved = Send("POST", "/message", headers, Udc(24));
  EXPECT_TRUE(unresolved->decision.allowed()) << "it is there, so the answer is 502 and not 404";
  ASSERT_NE(unresolved->exchange.droplet, nullptr);
  EXPECT_FALSE(unresolved->exchange.droplet->address);
}

TEST_F(SessionPipeline, B6_ThePolicysOwnDropletsComeFirst) {
  Use(std::string(kRoutes) + "droplets: { 22: http://127.0.0.1:9022 }\n");
  Enrol(22, DropletState::kSuspended);
  const std::vector<Header> headers = {Bearer(BearerToken(14)), {"Content-Type", "application/json"}};
  const auto sent = Send("POST", "/message", headers, Udc(22));
  ASSERT_TRUE(sent->decision.allowed());
  EXPECT_EQ(sent->exchange.droplet, nullptr);
  EXPECT_EQ(policy_->upstreams[UpstreamOf(*policy_, sent->exchange)].name, "droplet_22");
}

TEST_F(SessionPipeline, B6_WhereItIsOnlyObservedASuspendedDropletGetsItsMessage) {
  Use("observe: [access]\n");
  Enrol(22, DropletState::kSuspended);
  const auto sent = Send("POST", "/message", {Bearer(BearerToken(14)), {"Content-Type", "application/json"}}, Udc(22));
  EXPECT_TRUE(sent->decision.allowed());
  ASSERT_NE(sent->exchange.droplet, nullptr);
  EXPECT_EQ(sent->exchange.droplet->id, 22);
  ASSERT_EQ(sent->exchange.observed_count, 1U);
  EXPECT_EQ(sent->exchange.observed[0].reason, Reason::kUdcTargetSuspended);
}

TEST_F(SessionPipeline, A9_B2_TheDaemonsPathsLeadToIt) {
  Use();
  for (const std::string_view target :
       {"/.well-known/jwks.json", "/.well-known/registry.pem", "/.well-known/oauth-authorization-server",
        "/_gatehouse/login", "/_gatehouse/style.css", "/_gatehouse/second-factor"}) {
    const auto outcome = Send("GET", target);
    EXPECT_TRUE(outcome->decision.allowed()) << target;
    EXPECT_EQ(policy_->upstreams[UpstreamOf(*policy_, outcome->exchange)].name, "control") << target;
  }
  for (const std::string_view target : {"/_gatehouse/account", "/_gatehouse/password"}) {
    EXPECT_EQ(ReasonFor("GET", target), Reason::kSessionMissing) << target;
    EXPECT_EQ(ReasonFor("GET", target, {Bearer(BearerToken(14))}), Reason::kSessionMissing) << target;
  }
  EXPECT_EQ(ReasonFor("GET", "/_gatehouse/logout", {Session()}), Reason::kMethodNotAllowed);
  for (int i = 0; i < 120; ++i) ASSERT_EQ(ReasonFor("POST", "/oauth/token"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("POST", "/oauth/token"), Reason::kRateLimited);
}

}  // namespace
}  // namespace gatehouse::gate

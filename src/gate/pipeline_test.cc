// The pipeline as a whole: the order of its stages, observe mode, and that every way of failing is a refusal. What each
// stage does in detail is shown beside it.
#include "gate/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <memory>

#include "base/file.h"
#include "gate/testing_pipeline.h"
#include "jose/token_issue.h"

namespace gatehouse::gate {
namespace {

using base::Steady;
using base::Wall;

const crypto::PrivateKey& SigningKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256).value();
  return key;
}

class Pipeline : public PipelineFixture {
 protected:
  static constexpr std::string_view kHead = R"(
profile: droplet
upstream: http://127.0.0.1:9000
droplets: { 14: "http://127.0.0.1:9014", 21: "http://127.0.0.1:9021" }
tokens: { issuer: registry.fullpotential.ai, audience: fullpotential.droplets, algorithms: [ES256], max_life: 24h,
          require_claims: [droplet_id], keys: /keys/public.pem }
)";

  void Use(const std::string& more) {
    const FileReader files = [](const std::string& path) -> base::Result<std::string> {
      if (path == "/keys/public.pem") return SigningKey().Public().Pem();
      return base::Fail("no such file", path);
    };
    Compile(std::string(kHead) + more, "/", files);
  }

  static std::string Token(int droplet, std::string id = "token-1") {
    jose::TokenClaims claims;
    claims.issuer = "registry.fullpotential.ai";
    claims.audience = "fullpotential.droplets";
    claims.subject = "droplet:" + std::to_string(droplet);
    claims.droplet_id = droplet;
    claims.life = std::chrono::hours{1};
    claims.token_id = std::move(id);
    claims.now = kNow.wall;
    const auto token = jose::IssueToken(SigningKey(), crypto::Algorithm::kEs256, "", claims);
    EXPECT_TRUE(token) << token.error().Text();
    return *token;
  }

  std::vector<Header> As(int droplet, std::string id = "token-1") {
    authorizations_.push_back("Bearer " + Token(droplet, std::move(id)));
    return {{"Authorization", authorizations_.back()}, {"Content-Type", "application/json"}};
  }

  std::list<std::string> authorizations_;
};

TEST_F(Pipeline, B2_HealthIsOpenAndEverythingElseAsksForAToken) {
  Use("");
  EXPECT_EQ(ReasonFor("GET", "/health"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/anything/else"), Reason::kTokenMissing);
  EXPECT_EQ(ReasonFor("GET", "/anything/else", As(14)), Reason::kAllowed);
}

TEST_F(Pipeline, B6_AMessageGoesToItsTarget) {
  Use("");
  const auto sent = Send("POST", "/message", As(14), Udc(14, 21));
  EXPECT_TRUE(sent->decision.allowed()) << Describe(sent->decision.reason).name;
  EXPECT_EQ(policy_->upstreams[UpstreamOf(*policy_, sent->exchange)].name, "droplet_21");
}

TEST_F(Pipeline, B6_AForgedSourceAndAnUnknownTargetAreRefused) {
  Use("");
  EXPECT_EQ(ReasonFor("POST", "/message", As(14), Udc(15, 21)), Reason::kUdcSourceForged);
  EXPECT_EQ(ReasonFor("POST", "/message", As(14), Udc(14, 99)), Reason::kUdcTargetUnknown);
}

TEST_F(Pipeline, A11_ABodyThatOtherParsersCouldReadOtherwiseIsRefused) {
  Use("");
  std::string twice = Udc(14, 21);
  twice.insert(1, R"("source":15,)");
  EXPECT_EQ(ReasonFor("POST", "/message", As(14), twice), Reason::kJsonRepeatedKey);
  EXPECT_EQ(ReasonFor("POST", "/message", As(14), ""), Reason::kBodyMissing);
  EXPECT_EQ(ReasonFor("POST", "/message", {As(14)[0]}, ""), Reason::kBodyMissing) << "without a type, too";
  EXPECT_EQ(ReasonFor("POST", "/message", As(14), "{"), Reason::kJsonSyntax);
  EXPECT_EQ(ReasonFor("POST", "/message", {As(14)[0], {"Content-Type", "text/plain"}}, Udc(14, 21)), Reason::kBodyType);
}

TEST_F(Pipeline, C8_PromptsThatNobodyCanJudgeDoNotPass) {
  Use("routes: [{ path: /ask, methods: [POST], inspect: prompt }]\n");
  EXPECT_TRUE(policy_->JudgesPrompts());
  EXPECT_EQ(ReasonFor("POST", "/ask", As(14), R"({"prompt": "Hello"})"), Reason::kInternalError);
  EXPECT_EQ(ReasonFor("POST", "/ask", As(14), "{"), Reason::kJsonSyntax);
  Use("");
  EXPECT_FALSE(policy_->JudgesPrompts());
}

TEST_F(Pipeline, B9_PlainHttpIsRefusedInProduction) {
  Use("environment: production\ntls: off\ntrusted_proxies: [10.0.0.0/8]\n");
  requests_.push_back(
      {.method = "GET", .target = "/health", .host = "h", .tls = false, .peer = *base::IpAddress::Parse("192.0.2.7")});
  Exchange exchange(requests_.back(), kNow);
  const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
  EXPECT_EQ(Admit(guard, exchange).reason, Reason::kHttpsRequired);
}

TEST_F(Pipeline, B11_TheEleventhRequestIsRefusedAndOnlyThatClients) {
  Use("");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ReasonFor("POST", "/process", As(14)), Reason::kAllowed) << i;
  const auto refused = Send("POST", "/process", As(14));
  EXPECT_EQ(refused->decision.reason, Reason::kRateLimited);
  EXPECT_EQ(refused->decision.retry_after, std::chrono::seconds{7});
  ASSERT_TRUE(refused->exchange.rate);
  EXPECT_EQ(refused->exchange.rate->remaining, 0U);
  EXPECT_EQ(ReasonFor("POST", "/process", As(14), {}, "192.0.2.8"), Reason::kAllowed);
}

// A worker that has no room for one client.
class FullOf final : public Occupancy {
 public:
  explicit FullOf(std::string_view client) : client_(*base::IpAddress::Parse(client)) {}
  [[nodiscard]] bool HasRoom(const base::IpAddress& client) const override { return client != client_; }

 private:
  base::IpAddress client_;
};

TEST_F(Pipeline, AClientWithItsShareOfTheWorkerWaitsAndUsesUpNoPlaceOfALimit) {
  Use("trusted_proxies: [10.0.0.0/8]\nroutes: [{ path: /once, limit: 1/minute }, { path: /watched, observe: rate_limit "
      "}]\n");
  const FullOf occupancy("192.0.2.7");
  occupancy_ = &occupancy;
  const auto refused = Send("GET", "/once", As(14));
  EXPECT_EQ(refused->decision.reason, Reason::kTooManyAtOnce);
  EXPECT_EQ(ReasonFor("GET", "/once", As(14), {}, "192.0.2.8"), Reason::kAllowed);
  const std::vector<Header> through_proxy = {As(14)[0], {"X-Forwarded-For", "192.0.2.7"}};
  EXPECT_EQ(ReasonFor("GET", "/once", through_proxy, {}, "10.0.0.1"), Reason::kTooManyAtOnce) << "the address believed";
  EXPECT_EQ(ReasonFor("GET", "/watched", As(14)), Reason::kAllowed);
  occupancy_ = nullptr;
  EXPECT_EQ(ReasonFor("GET", "/once", As(14)), Reason::kAllowed) << "the refused ones took no place";
}

TEST_F(Pipeline, B11_AnIpv6ClientIsItsNetworkOf64Bits) {
  Use("routes: [{ path: /once, limit: 1/minute }]\n");
  EXPECT_EQ(ReasonFor("GET", "/once", As(14), {}, "2001:db8::1"), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/once", As(14), {}, "2001:db8::ffff"), Reason::kRateLimited);
  EXPECT_EQ(ReasonFor("GET", "/once", As(14), {}, "2001:db8:0:1::1"), Reason::kAllowed);
}

TEST_F(Pipeline, B11_ARefusalByTheSecondLimitGivesTheFirstItsPlaceBack) {
  Use("routes: [{ path: /two, limits: [5/minute per identity, 1/minute per route] }]\n");
  EXPECT_EQ(ReasonFor("GET", "/two", As(14)), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/two", As(14)), Reason::kRateLimited);
  const auto& limits = policy_->routes[policy_->routes_by_host.Of("gate.example").Find("GET", "/two")->route].limits;
  const auto identity = std::ranges::find(limits, LimitScope::kIdentity, &Limit::scope);
  ASSERT_NE(identity, limits.end());
  EXPECT_EQ(ledger_.Taken(identity->id), 1U);
}

TEST_F(Pipeline, B11_GuessingTokensCostsTheGuesserItsQuota) {
  Use("routes: [{ path: /guess, limit: 2/minute }]\n");
  EXPECT_EQ(ReasonFor("GET", "/guess", {{"Authorization", "Bearer x.y.z"}}), Reason::kTokenMalformed);
  EXPECT_EQ(ReasonFor("GET", "/guess", {{"Authorization", "Bearer x.y.z"}}), Reason::kTokenMalformed);
  EXPECT_EQ(ReasonFor("GET", "/guess", As(14)), Reason::kRateLimited);
}

TEST_F(Pipeline, B11_ARequestThatIsJudgedAgainAfterANewKeyTakesOnePlace) {
  Use("routes: [{ path: /once, limits: [2/minute, 5/minute per identity] }]\n");
  const auto& limits = policy_->routes[policy_->routes_by_host.Of("gate.example").Find("GET", "/once")->route].limits;
  const auto by_address = std::ranges::find(limits, LimitScope::kAddress, &Limit::scope);
  const auto by_identity = std::ranges::find(limits, LimitScope::kIdentity, &Limit::scope);
  const TrustedIssuers new_keys = issuers_;
  issuers_.issuers.front().keys = {};
  const auto refused = Send("GET", "/once", As(14));
  ASSERT_EQ(refused->decision.reason, Reason::kTokenKeyUnknown);
  EXPECT_EQ(ledger_.Taken(by_address->id), 1U);

  const Guard guard{*policy_, new_keys, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
  EXPECT_TRUE(AdmitAgain(guard, refused->exchange).allowed());
  EXPECT_EQ(refused->exchange.principal->droplet_id, 14);
  EXPECT_EQ(ledger_.Taken(by_address->id), 1U);
  EXPECT_EQ(ledger_.Taken(by_identity->id), 1U) << "the stages behind the one that refused have run";
}

TEST_F(Pipeline, WhatIsStillRefusedIsRefusedAgain) {
  Use("");
  const auto refused = Send("GET", "/x");
  const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
  EXPECT_EQ(AdmitAgain(guard, refused->exchange).reason, Reason::kTokenMissing);
  EXPECT_EQ(AdmitAgain(guard, refused->exchange).reason, Reason::kTokenMissing);
}

TEST_F(Pipeline, C15_BlockedAddressesAndIdentitiesAreRefusedAtOnce) {
  Use("");
  ledger_.blocked_addresses.insert(*base::IpAddress::Parse("192.0.2.66"));
  EXPECT_EQ(ReasonFor("GET", "/health", {}, {}, "192.0.2.66"), Reason::kAddressBlocked);
  ledger_.blocked_subjects.insert("droplet:14");
  EXPECT_EQ(ReasonFor("GET", "/x", As(14)), Reason::kIdentityBlocked);
  EXPECT_EQ(ReasonFor("GET", "/x", As(21)), Reason::kAllowed);
}

TEST_F(Pipeline, B2_RevocationBeatsTheTokenCache) {
  Use("");
  EXPECT_EQ(ReasonFor("GET", "/x", As(14, "t")), Reason::kAllowed);
  ledger_.revoked_tokens.insert("t");
  EXPECT_EQ(ReasonFor("GET", "/x", As(14, "t")), Reason::kTokenRevoked);
}

TEST_F(Pipeline, A13_RolesAreAsked) {
  Use("routes: [{ path: /admin, require: { role: operator } }]\n");
  EXPECT_EQ(ReasonFor("GET", "/admin", As(14)), Reason::kRoleMissing);
  EXPECT_EQ(ReasonFor("GET", "/admin/", As(14)), Reason::kRoleMissing) << "a trailing slash is no way around a rule";
}

TEST_F(Pipeline, B1_AnObservedCredentialDoesNotOpenARouteThatAsksForARole) {
  Use("observe: [identity]\nroutes: [{ path: /admin, require: { role: operator } }]\n");
  const auto sent = Send("GET", "/admin");
  EXPECT_EQ(sent->decision.reason, Reason::kRoleMissing);
  ASSERT_EQ(sent->exchange.observed_count, 1U);
  EXPECT_EQ(sent->exchange.observed[0].reason, Reason::kTokenMissing);
}

TEST_F(Pipeline, ObserveModeLetsEverythingThroughAndSaysWhatItWouldHaveRefused) {
  Use("mode: observe\n");
  const auto sent = Send("POST", "/message", {{"Content-Type", "application/json"}}, Udc(15, 99));
  EXPECT_TRUE(sent->decision.allowed());
  std::set<Reason> observed;
  for (size_t i = 0; i < sent->exchange.observed_count; ++i) observed.insert(sent->exchange.observed[i].reason);
  EXPECT_EQ(observed, (std::set{Reason::kTokenMissing, Reason::kUdcSourceForged, Reason::kUdcTargetUnknown}));
}

TEST_F(Pipeline, B10_APreflightNeedsNoTokenAndIsAnsweredByTheGate) {
  Use("cors: { origins: [\"https://app.example\"] }\n");
  const auto sent =
      Send("OPTIONS", "/message", {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "POST"}});
  EXPECT_TRUE(sent->decision.allowed());
  EXPECT_TRUE(sent->exchange.cors.preflight);
  EXPECT_EQ(
      ReasonFor("OPTIONS", "/message", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}}),
      Reason::kCorsOrigin);
}

TEST_F(Pipeline, AMethodThatNoRuleOfThePathTakesIs405WithAnAllowList) {
  Use("");
  const auto sent = Send("DELETE", "/message", As(14));
  EXPECT_EQ(sent->decision.reason, Reason::kMethodNotAllowed);
  EXPECT_EQ(sent->decision.where, "POST");
}

TEST_F(Pipeline, AnOfferOfAnotherProtocolIsNotTakenAndRefusesNothing) {
  Use("");
  for (const std::string_view offer :
       {"h2c", "TLS/1.2", "h2c, TLS/1.3", "HTTP/2.0", "IRC/6.9, RTA/x11", "websockets", ","}) {
    const auto sent = Send("GET", "/health", {{"Upgrade", offer}});
    EXPECT_TRUE(sent->decision.allowed()) << offer;
    EXPECT_FALSE(sent->exchange.headers.upgrade.present()) << offer << ": nobody upgrades";
  }
  EXPECT_EQ(ReasonFor("GET", "/health", {{"Upgrade", "h2c"}, {"Upgrade", "TLS/1.2"}}), Reason::kAllowed);
}

TEST_F(Pipeline, WhatAnotherProxyPassesOnKeepsItsOfferAndIsRefused) {
  Use("");
  passed_on_by_another_ = true;
  EXPECT_EQ(ReasonFor("GET", "/health", {{"Upgrade", "h2c"}}), Reason::kUpgradeRefused);
  EXPECT_EQ(ReasonFor("GET", "/health"), Reason::kAllowed);
}

TEST_F(Pipeline, WebSocketIsRefusedButWhereTheRouteTakesIt) {
  Use("routes: [{ path: /ws, websocket: true }]\n");
  for (const std::string_view offer : {"websocket", "WebSocket", "h2c, websocket", "websocket,h2c", "websocket/13"}) {
    EXPECT_EQ(ReasonFor("GET", "/health", {{"Upgrade", offer}}), Reason::kUpgradeRefused) << offer;
  }
  EXPECT_EQ(ReasonFor("GET", "/health", {{"Upgrade", "websocket"}, {"Upgrade", "h2c"}}), Reason::kUpgradeRefused);
  auto headers = As(14);
  headers.push_back({"Upgrade", "websocket"});
  EXPECT_EQ(ReasonFor("GET", "/ws", headers), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", "/elsewhere", headers), Reason::kUpgradeRefused);
}

TEST_F(Pipeline, TheTraceNamesEveryStageUpToTheRefusal) {
  Use("");
  const auto sent = Send("GET", "/x");
  ASSERT_FALSE(sent->trace.empty());
  EXPECT_EQ(sent->trace.front().stage, "header lines");
  EXPECT_EQ(sent->trace.back().stage, "credential");
  EXPECT_EQ(sent->trace.back().decision.reason, Reason::kTokenMissing);
}

// --- tokens where a browser can put them

class BrowserTokens : public Pipeline {
 protected:
  void Use() {
    Pipeline::Use(R"(
routes:
  - { path: /live, methods: [GET], websocket: true, token_in: [protocol, ticket] }
  - { path: /events, methods: [GET], token_in: ticket }
  - { path: /plain, methods: [GET], websocket: true }
)");
  }
  Reason Ask(std::string_view target, std::vector<Header> headers) {
    auto outcome = Send("GET", target, std::move(headers));
    place_ = outcome->exchange.token_place;
    carried_ = outcome->exchange.carried_token;
    return outcome->decision.reason;
  }
  static std::vector<Header> Upgrade(std::string_view protocols, std::vector<Header> more = {}) {
    more.push_back({"Upgrade", "websocket"});
    more.push_back({"Sec-WebSocket-Protocol", protocols});
    return more;
  }
  Exchange::TokenPlace place_{};
  std::string carried_;
};

TEST_F(BrowserTokens, B2_ATokenInTheProtocolsOfAWebSocket) {
  Use();
  const std::string token = Token(14);
  const std::string protocols = "chat, bearer, " + token;
  EXPECT_EQ(Ask("/live", Upgrade(protocols)), Reason::kAllowed);
  EXPECT_EQ(place_, Exchange::TokenPlace::kProtocol);
  EXPECT_EQ(carried_, token);
  EXPECT_EQ(Ask("/live", Upgrade("bearer, x.y.z")), Reason::kTokenMalformed);
  EXPECT_EQ(place_, Exchange::TokenPlace::kUsual);
  EXPECT_EQ(Ask("/live", Upgrade("bearer")), Reason::kTokenFormat);
  EXPECT_EQ(Ask("/live", Upgrade("chat")), Reason::kTokenMissing);
  EXPECT_EQ(Ask("/plain", Upgrade(protocols)), Reason::kTokenMissing) << "by policy only";
  EXPECT_EQ(Ask("/live", {{"Sec-WebSocket-Protocol", protocols}}), Reason::kTokenMissing) << "no WebSocket";
  EXPECT_EQ(Ask("/live", Upgrade(protocols, {{"Authorization", "Bearer x.y.z"}})), Reason::kTokenMalformed)
      << "a header that is no good is not made good by another place";
  ledger_.revoked_tokens.insert("token-1");
  EXPECT_EQ(Ask("/live", Upgrade(protocols)), Reason::kTokenRevoked);
}

TEST_F(BrowserTokens, B2_ATicketIsGoodOnce) {
  Use();
  const TicketBox box("secret");
  tickets_ = &box;
  const std::string token = Token(14);
  const auto ticket = [&] { return "?a=1&ticket=" + *box.Seal(token, kNow.wall); };
  const std::string once = ticket();
  EXPECT_EQ(Ask("/events" + once, {}), Reason::kAllowed);
  EXPECT_EQ(carried_, token);
  EXPECT_EQ(Ask("/events" + once, {}), Reason::kTicketRefused);
  EXPECT_EQ(Ask("/live" + once, {}), Reason::kTicketRefused) << "on no other route either";
  EXPECT_EQ(Ask("/live" + ticket(), {{"Upgrade", "websocket"}}), Reason::kAllowed);
  EXPECT_EQ(Ask("/plain" + ticket(), {}), Reason::kTokenMissing) << "by policy only";
  EXPECT_EQ(Ask("/events?ticket=x", {}), Reason::kTicketRefused);
  EXPECT_EQ(Ask("/events?ticket=", {}), Reason::kTicketRefused);
  EXPECT_EQ(Ask("/events" + ticket() + "&ticket=x", {}), Reason::kTicketRefused) << "two are none";
  EXPECT_EQ(Ask("/events", {}), Reason::kTokenMissing);
  const std::string bad = "?ticket=" + *box.Seal("x.y.z", kNow.wall);
  EXPECT_EQ(Ask("/events" + bad, {}), Reason::kTokenMalformed) << "what is in it is verified as any token";
  ledger_.revoked_tokens.insert("token-1");
  EXPECT_EQ(Ask("/events" + ticket(), {}), Reason::kTokenRevoked);
  tickets_ = nullptr;
  EXPECT_EQ(Ask("/events" + ticket(), {}), Reason::kTicketRefused);
}

TEST_F(BrowserTokens, TheRouteThatGivesTicketsComesWithThem) {
  Use();
  const auto given = Send("POST", "/_gatehouse/ticket", As(14));
  EXPECT_EQ(given->decision.reason, Reason::kAllowed);
  EXPECT_TRUE(given->exchange.route->gives_tickets);
  EXPECT_EQ(ReasonFor("POST", "/_gatehouse/ticket"), Reason::kTokenMissing);
  EXPECT_EQ(ReasonFor("GET", "/_gatehouse/ticket", As(14)), Reason::kMethodNotAllowed);
  Pipeline::Use("routes: [{ path: /live, websocket: true, token_in: protocol }]\n");
  EXPECT_FALSE(Send("POST", "/_gatehouse/ticket", As(14))->exchange.route->gives_tickets);
}

// --- health checks

TEST_F(Pipeline, B9_ARouteMaySayThatPlainHttpWillDo) {
  Use("environment: production\ntls: off\ntrusted_proxies: [10.0.0.0/8]\nroutes:\n"
      "  - { path: /up, methods: [GET], auth: none, transport: any }\n  - { path: /open, methods: [GET], auth: none "
      "}\n");
  const auto plain = [&](std::string_view target) {
    const Request request{
        .method = "GET", .target = target, .host = "h", .peer = *base::IpAddress::Parse("10.0.0.1"), .headers = {}};
    Exchange exchange(request, kNow);
    const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
    return Admit(guard, exchange).reason;
  };
  EXPECT_EQ(plain("/up"), Reason::kAllowed);
  EXPECT_EQ(plain("/open"), Reason::kHttpsRequired);
  EXPECT_EQ(plain("/up/x"), Reason::kHttpsRequired);
}

TEST_F(Pipeline, Http10KnowsNoHost) {
  Use("routes: [{ path: /up, methods: [GET], auth: none }]\n");
  const auto ask = [&](std::string_view host, bool optional) {
    const Request request{.method = "GET",
                          .target = "/up",
                          .host = host,
                          .host_optional = optional,
                          .tls = true,
                          .peer = {},
                          .headers = {}};
    Exchange exchange(request, kNow);
    const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
    return Admit(guard, exchange).reason;
  };
  EXPECT_EQ(ask("", true), Reason::kAllowed);
  EXPECT_EQ(ask("", false), Reason::kHostMalformed);
  EXPECT_EQ(ask("a b", true), Reason::kHostMalformed) << "one that is there is judged";
}

}  // namespace
}  // namespace gatehouse::gate

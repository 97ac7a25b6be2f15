// Who may stay, and what ends it: each rule by itself, observed or not.
#include "gate/standing.h"

#include <gtest/gtest.h>

#include <string>

#include "base/crypto.h"
#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

using std::chrono::seconds;

const std::string& KeyPem() {
  static const std::string pem = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem();
  return pem;
}

class StandingTest : public PipelineFixture {
 protected:
  void Use(const std::string& more = {}) {
    const std::string yaml =
        "upstream: http://127.0.0.1:9\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: k.pem }\n" + more +
        "\nroutes:\n  - { path: /ws, websocket: true }\n  - { path: /watched, websocket: true, observe: [identity] }\n"
        "  - { path: /loose, websocket: true, outlive_token: true }\n";
    Compile(yaml, "/etc/gate", [](const std::string&) -> base::Result<std::string> { return std::string(KeyPem()); });
  }

  [[nodiscard]] Standing On(size_t route) const {
    auto shared = std::make_shared<Principal>();
    Principal& who = *shared;
    who.issuer = "i";
    who.subject = "ada";
    who.token_id = "t-1";
    who.key_id = issuers_.issuers[0].keys.keys()[0].thumbprint;
    who.issued_at = std::chrono::floor<seconds>(kNow.wall) - seconds{10};
    who.expires_at = std::chrono::floor<seconds>(kNow.wall) + seconds{60};
    return {.route = &policy_->routes[route], .client = *base::IpAddress::Parse("192.0.2.7"), .principal = shared};
  }
  StandingVerdict Judge(const Standing& standing, base::Wall now = kNow.wall) {
    return JudgeStanding(
        {*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside}, standing, now);
  }
  Reason ReasonFor(const Standing& standing, base::Wall now = kNow.wall) {
    return Judge(standing, now).decision.reason;
  }
};

TEST_F(StandingTest, WhoCameWithAGoodTokenStays) {
  Use();
  EXPECT_EQ(ReasonFor(On(0)), Reason::kAllowed);
  EXPECT_EQ(ReasonFor({.route = &policy_->routes[0]}), Reason::kAllowed) << "nobody, on an open route";
  EXPECT_EQ(ReasonFor({}), Reason::kAllowed);
}

TEST_F(StandingTest, B2_TheTokensEndIsTheEnd) {
  Use();
  EXPECT_EQ(ReasonFor(On(0), kNow.wall + seconds{59}), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(On(0), kNow.wall + seconds{60}), Reason::kTokenExpired);
  EXPECT_EQ(ReasonFor(On(2), kNow.wall + seconds{3600}), Reason::kAllowed) << "outlive_token";
  Standing download = On(0);
  download.endless = false;
  EXPECT_EQ(ReasonFor(download, kNow.wall + seconds{3600}), Reason::kAllowed) << "it began in time and will end";
  ledger_.revoked_tokens.insert("t-1");
  EXPECT_EQ(ReasonFor(download, kNow.wall + seconds{3600}), Reason::kTokenRevoked);
}

TEST_F(StandingTest, B2_ARevocationIsTheEnd) {
  Use();
  ledger_.revoked_tokens.insert("t-1");
  EXPECT_EQ(ReasonFor(On(0)), Reason::kTokenRevoked);
  EXPECT_EQ(ReasonFor(On(2)), Reason::kTokenRevoked) << "outlive_token is about its end only";
}

TEST_F(StandingTest, C15_ABlockIsTheEnd) {
  Use();
  ledger_.blocked_subjects.insert("ada");
  EXPECT_EQ(ReasonFor(On(0)), Reason::kIdentityBlocked);
  ledger_.blocked_addresses.insert(*base::IpAddress::Parse("192.0.2.7"));
  EXPECT_EQ(ReasonFor(On(0)), Reason::kAddressBlocked);
  EXPECT_EQ(ReasonFor({.route = &policy_->routes[0], .client = *base::IpAddress::Parse("192.0.2.7")}),
            Reason::kAddressBlocked)
      << "nobody's";
}

TEST_F(StandingTest, B3_AKeyThatWasTakenOutIsTheEnd) {
  Use();
  const Standing standing = On(0);
  const jose::JwkSet keys = issuers_.issuers[0].keys;
  issuers_.issuers[0].keys = {};
  EXPECT_EQ(ReasonFor(standing), Reason::kTokenKeyUnknown);
  issuers_.issuers[0].rules.issuer = "somebody else";
  issuers_.issuers[0].keys = keys;
  EXPECT_EQ(ReasonFor(standing), Reason::kTokenKeyUnknown) << "another issuer's key";
  issuers_.sessions = Issuer{.rules = {}, .keys = keys};
  issuers_.sessions->rules.issuer = "i";
  EXPECT_EQ(ReasonFor(standing), Reason::kAllowed) << "sessions have keys too";
}

TEST_F(StandingTest, WhatIsOnlyObservedEndsNothing) {
  Use();
  ledger_.revoked_tokens.insert("t-1");
  const StandingVerdict watched = Judge(On(1));
  EXPECT_EQ(watched.decision.reason, Reason::kTokenRevoked);
  EXPECT_TRUE(watched.observed);
  EXPECT_FALSE(Judge(On(0)).observed);
  ledger_.blocked_subjects.insert("ada");
  EXPECT_EQ(ReasonFor(On(1)), Reason::kIdentityBlocked) << "a rule that is enforced comes before one that is not";
  EXPECT_FALSE(Judge(On(1)).observed);
  Use("mode: observe");
  EXPECT_TRUE(Judge(On(0)).observed);
}

}  // namespace
}  // namespace gatehouse::gate

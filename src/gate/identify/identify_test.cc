// The stage as a request meets it: header, cache, several issuers.
#include "gate/identify/identify.h"

#include <gtest/gtest.h>

#include "gate/identify/testing_tokens.h"
#include "jose/token_issue.h"

namespace gatehouse::gate {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using crypto::Algorithm;

KnownHeaders Authorization(std::string_view value) {
  KnownHeaders headers;
  headers.authorization = {value, 1};
  return headers;
}

Reason Ask(const KnownHeaders& headers, const TrustedIssuers& trusted, TokenCache& cache, base::Wall now = kNow) {
  const auto principal = Identify(headers, trusted, cache, now);
  return principal ? Reason::kAllowed : principal.error();
}

Reason AskWith(std::string_view token, const TrustedIssuers& trusted, TokenCache& cache, base::Wall now = kNow) {
  const std::string value = "Bearer " + std::string(token);
  return Ask(Authorization(value), trusted, cache, now);
}

TEST(Identify, B2_FromHeaderToPrincipal) {
  const TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  const std::string value = "Bearer " + Signed(kHeader, Payload());
  for (const int round : {1, 2}) {
    const auto principal = Identify(Authorization(value), trusted, cache, kNow);
    ASSERT_TRUE(principal) << round;
    EXPECT_EQ((*principal)->droplet_id, 14) << round;
    EXPECT_EQ(cache.size(), 1U) << round;
  }
}

TEST(Identify, B2_HeadersThatAreNone) {
  const TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  EXPECT_EQ(Ask(KnownHeaders{}, trusted, cache), Reason::kTokenMissing);
  EXPECT_EQ(Ask(Authorization("Basic dTpw"), trusted, cache), Reason::kTokenFormat);
  EXPECT_EQ(AskWith(std::string(jose::kMaxTokenBytes + 1, 'a'), trusted, cache), Reason::kTokenTooLarge);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(Identify, Threats_IdentityHeaderBelieved_TwoAuthorizationHeaders) {
  const TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  const std::string value = "Bearer " + Signed(kHeader, Payload());
  KnownHeaders headers = Authorization(value);
  ASSERT_EQ(Ask(headers, trusted, cache), Reason::kAllowed);
  headers.authorization.count = 2;
  EXPECT_EQ(Ask(headers, trusted, cache), Reason::kHeaderRepeated) << "though the token is good and in the cache";
}

// --- the cache never knows better

TEST(Identify, Threats_CacheConfusion_TimeIsAskedOnEveryHit) {
  const TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  const std::string token = Signed(kHeader, Payload());
  ASSERT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + 3600s - 1ms), Reason::kAllowed);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + 3600s), Reason::kTokenExpired);
  EXPECT_EQ(cache.size(), 0U) << "what has expired is not kept";
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + 3600s), Reason::kTokenExpired);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow - 1s), Reason::kTokenIssuedInFuture) << "the clock was set back";
}

TEST(Identify, Threats_CacheConfusion_AnotherGenerationIsAskedAnew) {
  TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  const std::string token = Signed(kHeader, Payload());
  ASSERT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  TrustedIssuers other_audience = Trusting(DropletRules());
  other_audience.issuers[0].rules.audience = "other";
  other_audience.generation = 2;
  EXPECT_EQ(AskWith(token, other_audience, cache), Reason::kTokenAudience);
  TrustedIssuers other_issuer = Trusting(DropletRules());
  other_issuer.issuers[0].rules.issuer = "other";
  other_issuer.generation = 3;
  EXPECT_EQ(AskWith(token, other_issuer, cache), Reason::kTokenIssuer);
  TrustedIssuers key_gone;
  key_gone.issuers.push_back({DropletRules(), *jose::JwkSet::Parse(KeyFor(Algorithm::kEs256).Public().Pem())});
  key_gone.generation = 4;
  EXPECT_EQ(AskWith(token, key_gone, cache), Reason::kTokenKeyUnknown);
  EXPECT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
}

TEST(Identify, Threats_CacheConfusion_TheWholeTokenIsTheKey) {
  const TrustedIssuers trusted = Trusting(DropletRules());
  TokenCache cache;
  const std::string token = Signed(kHeader, Payload());
  ASSERT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  for (size_t i = 0; i < token.size(); i += 3) {
    std::string other = token;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(AskWith(other, trusted, cache), Reason::kAllowed) << i;
  }
  const size_t signature = token.rfind('.');
  EXPECT_NE(AskWith(token.substr(0, signature + 1), trusted, cache), Reason::kAllowed);
  EXPECT_NE(AskWith(token + "A", trusted, cache), Reason::kAllowed);
  EXPECT_EQ(cache.size(), 1U) << "a refused token is not remembered";
}

// --- several issuers

constexpr std::string_view kSessions =
    R"({"iss":"sessions.example","aud":"people","sub":"ada","iat":1700000000,"exp":1700001800})";

TrustedIssuers TwoIssuers() {
  TrustedIssuers trusted = Trusting(DropletRules());
  jose::TokenRules sessions;
  sessions.issuer = "sessions.example";
  sessions.audience = "people";
  sessions.algorithms = {Algorithm::kEdDsa};
  sessions.max_life = 30min;
  trusted.issuers.push_back({sessions, *jose::JwkSet::Parse(KeyFor(Algorithm::kEdDsa).Public().Pem())});
  return trusted;
}

TEST(Identify, B2_SeveralIssuersEachWithItsOwnRulesAndKeys) {
  const TrustedIssuers trusted = TwoIssuers();
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), trusted), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"EdDSA"})", kSessions, Algorithm::kEdDsa), trusted), Reason::kAllowed);
  TokenCache cache;
  const std::string token = Signed(R"({"alg":"EdDSA"})", kSessions, Algorithm::kEdDsa);
  EXPECT_EQ(AskWith(token, trusted, cache), Reason::kAllowed);
  EXPECT_EQ(AskWith(token, trusted, cache, kNow + 30min), Reason::kTokenExpired) << "by the rules that verified it";
}

TEST(Identify, Threats_OneKindOfTokenTakenForAnother_KeysOfOneIssuerNeverVerifyAnothersToken) {
  const TrustedIssuers trusted = TwoIssuers();
  // A session key signs a droplet's token, and the other way round.
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"EdDSA"})", Payload(), Algorithm::kEdDsa), trusted), Reason::kTokenAlgorithm);
  EXPECT_EQ(ReasonFor(Signed(kHeader, kSessions), trusted), Reason::kTokenAlgorithm);
  TrustedIssuers lax = trusted;
  for (Issuer& issuer : lax.issuers) issuer.rules.algorithms = {Algorithm::kRs256, Algorithm::kEdDsa};
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"EdDSA"})", Payload(), Algorithm::kEdDsa), lax), Reason::kTokenKeyUnknown);
  EXPECT_EQ(ReasonFor(Signed(kHeader, kSessions), lax), Reason::kTokenKeyUnknown);
}

TEST(Identify, B2_AnIssuerThatNobodyKnows) {
  const std::string stranger = PayloadWith("registry.fullpotential.ai", "stranger.example");
  const TrustedIssuers one = Trusting(DropletRules());
  const TrustedIssuers two = TwoIssuers();
  // Signed by our key, by a key that we do not have, or by nobody: the same words.
  const std::string ours = Signed(kHeader, stranger);
  const std::string forged = ours.substr(0, ours.rfind('.') + 1) + base::Base64UrlEncode(std::string(256, 'x'));
  for (const TrustedIssuers* trusted : {&one, &two}) {
    EXPECT_EQ(ReasonFor(ours, *trusted), Reason::kTokenIssuer);
    EXPECT_EQ(ReasonFor(forged, *trusted), Reason::kTokenIssuer);
  }
  // But only where the rest is in order.
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"ES256"})", stranger, Algorithm::kEs256), two), Reason::kTokenAlgorithm);
  EXPECT_EQ(ReasonFor(ours + ".", two), Reason::kTokenMalformed);
  EXPECT_EQ(ReasonFor(Signed(R"({"alg":"RS256","crit":["exp"]})", stranger), two), Reason::kTokenHeader);
}

TEST(Identify, B2_NoIssuerNamed) {
  const std::string nameless = PayloadWith(R"("iss":"registry.fullpotential.ai",)", "");
  EXPECT_EQ(ReasonFor(Signed(kHeader, nameless), Trusting(DropletRules())), Reason::kTokenClaimMissing);
  EXPECT_EQ(ReasonFor(Signed(kHeader, nameless), TwoIssuers()), Reason::kTokenIssuer) << "none to choose the keys by";
}

TEST(Identify, Threats_OneKindOfTokenTakenForAnother_OneIssuerWithTwoAudiences) {
  TrustedIssuers trusted = Trusting(DropletRules());
  jose::TokenRules admin = DropletRules();
  admin.audience = "fullpotential.admin";
  admin.required_claims = {};
  trusted.issuers.push_back({admin, *jose::JwkSet::Parse(KeyFor(Algorithm::kRs256).Public().Pem())});
  EXPECT_EQ(ReasonFor(Signed(kHeader, Payload()), trusted), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(Signed(kHeader, PayloadWith("fullpotential.droplets", "fullpotential.admin")), trusted),
            Reason::kAllowed);
  EXPECT_EQ(ReasonFor(Signed(kHeader, PayloadWith("fullpotential.droplets", "other")), trusted),
            Reason::kTokenAudience);
}

// --- what we issue is what we accept

TEST(TokenIssue, B5_AnIssuedTokenIsAccepted) {
  const jose::TokenClaims claims{.issuer = "registry.fullpotential.ai",
                                 .audience = "fullpotential.droplets",
                                 .subject = "line\nbreak \"quoted\"",
                                 .droplet_id = 14,
                                 .roles = {"operator"},
                                 .scopes = {"a", "b"},
                                 .token_id = jose::NewTokenId(),
                                 .now = kNow,
                                 .life = 24h};
  for (const Algorithm algorithm : {Algorithm::kRs256, Algorithm::kPs256, Algorithm::kEs256, Algorithm::kEdDsa}) {
    jose::TokenRules rules = DropletRules();
    rules.algorithms = {algorithm};
    const auto token = jose::IssueToken(KeyFor(algorithm), algorithm, "kid-1", claims);
    ASSERT_TRUE(token);
    const auto verified = VerifyToken(*token, Trusting(rules, algorithm), kNow);
    ASSERT_TRUE(verified) << crypto::Name(algorithm);
    EXPECT_EQ(verified->principal().subject, claims.subject);
    EXPECT_EQ(verified->principal().droplet_id, 14);
    EXPECT_EQ(verified->principal().roles, claims.roles);
    EXPECT_EQ(verified->principal().scopes, claims.scopes);
    EXPECT_EQ(verified->principal().token_id, claims.token_id);
    EXPECT_EQ(jose::RawJwt::Parse(*token)->kid(), "kid-1");
  }
}

TEST(TokenIssue, B5_WhatIsNotIssued) {
  const jose::TokenClaims good{.issuer = "i", .audience = "a", .now = kNow};
  const auto issues = [](const jose::TokenClaims& claims) {
    return jose::IssueToken(KeyFor(Algorithm::kEdDsa), Algorithm::kEdDsa, "", claims).has_value();
  };
  const auto with = [&](auto&& change) {
    jose::TokenClaims claims = good;
    change(claims);
    return claims;
  };
  EXPECT_TRUE(issues(good));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.issuer.clear(); })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.audience.clear(); })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.droplet_id = 1000; })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.droplet_id = -1; })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.life = 0s; })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.life = 24h + 1s; })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.scopes = {"a b"}; })));
  EXPECT_FALSE(issues(with([](jose::TokenClaims& c) { c.subject = std::string(13'000, 's'); })));
  EXPECT_FALSE(jose::IssueToken(KeyFor(Algorithm::kEdDsa), Algorithm::kRs256, "", good)) << "not a key for it";
}

}  // namespace
}  // namespace gatehouse::gate

#include "gate/identify/assertion.h"

#include <gtest/gtest.h>

#include "gate/identify/testing_tokens.h"

namespace gatehouse::gate {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using crypto::Algorithm;

AssertionRules Rules(Algorithm algorithm = Algorithm::kEs256) {
  return {.key = KeyFor(algorithm), .algorithm = algorithm, .issuer = "gatehouse", .audience = "upstream"};
}

Principal Droplet(std::chrono::seconds life = 1h) {
  Principal principal;
  principal.issuer = "registry.fullpotential.ai";
  principal.subject = "visibility-deck";
  principal.droplet_id = 14;
  principal.roles = {"operator"};
  principal.scopes = {"read", "write"};
  principal.expires_at = std::chrono::floor<std::chrono::seconds>(kNow) + life;
  return principal;
}

// What an upstream would hold an assertion to.
TrustedIssuers UpstreamTrust(const AssertionSigner& signer, Algorithm algorithm = Algorithm::kEs256) {
  TrustedIssuers trusted;
  jose::TokenRules rules;
  rules.issuer = "gatehouse";
  rules.audience = "upstream";
  rules.algorithms = {algorithm};
  rules.types = {std::string(kAssertionType)};
  rules.max_life = kMaxAssertionLife;
  rules.required_claims = {"jti", "src_iss"};
  trusted.issuers.push_back({rules, *jose::JwkSet::Parse(signer.Jwks())});
  return trusted;
}

TEST(Assertion, B1_TheUpstreamCanCheckItByThePublishedKey) {
  for (const Algorithm algorithm : {Algorithm::kEs256, Algorithm::kEdDsa}) {
    AssertionSigner signer(Rules(algorithm));
    const std::string token(signer.For(Droplet(), kNow));
    const auto verified = VerifyToken(token, UpstreamTrust(signer, algorithm), kNow);
    ASSERT_TRUE(verified) << Describe(verified.error()).name;
    const Principal& principal = verified->principal();
    EXPECT_EQ(principal.subject, "visibility-deck");
    EXPECT_EQ(principal.droplet_id, 14);
    EXPECT_EQ(principal.roles, std::vector<std::string>{"operator"});
    EXPECT_EQ(principal.scopes, (std::vector<std::string>{"read", "write"}));
    EXPECT_EQ(principal.Claim("src_iss"), "registry.fullpotential.ai");
    EXPECT_EQ(principal.expires_at - principal.issued_at, 60s);
    EXPECT_EQ(jose::RawJwt::Parse(token)->kid(), KeyFor(algorithm).Public().Thumbprint());
    EXPECT_EQ(jose::RawJwt::Parse(token)->type(), kAssertionType);
  }
}

TEST(Assertion, Threats_OneKindOfTokenTakenForAnother_AnAssertionIsNoBearerToken) {
  AssertionSigner signer(Rules());
  TrustedIssuers trusted = UpstreamTrust(signer);
  trusted.issuers[0].rules.types = jose::TokenRules{}.types;  // a gate that believes this very key, issuer and audience
  EXPECT_EQ(ReasonFor(signer.For(Droplet(), kNow), trusted), Reason::kTokenType);
  jose::TokenRules droplets = DropletRules();
  droplets.algorithms = {Algorithm::kEs256};
  EXPECT_EQ(ReasonFor(signer.For(Droplet(), kNow), Trusting(droplets, Algorithm::kEs256)), Reason::kTokenType);
}

TEST(Assertion, B1_SignedOnceAHalfLife) {
  AssertionSigner signer(Rules());
  const std::string first(signer.For(Droplet(), kNow));
  EXPECT_EQ(signer.For(Droplet(), kNow + 1s), first);
  EXPECT_EQ(signer.For(Droplet(), kNow + 29s + 999ms), first);
  const std::string second(signer.For(Droplet(), kNow + 30s));
  EXPECT_NE(second, first) << "half of its life is gone";
  EXPECT_EQ(signer.For(Droplet(), kNow + 59s), second);
  EXPECT_NE(signer.For(Droplet(), kNow - 1s), second) << "the clock was set back: not one from the future";
}

TEST(Assertion, B1_EveryIdentityHasItsOwn) {
  AssertionSigner signer(Rules());
  const std::string base(signer.For(Droplet(), kNow));
  const auto differs = [&](auto&& change) {
    Principal other = Droplet();
    change(other);
    return signer.For(other, kNow) != base;
  };
  EXPECT_TRUE(differs([](Principal& p) { p.issuer = "other"; }));
  EXPECT_TRUE(differs([](Principal& p) { p.subject = "other"; }));
  EXPECT_TRUE(differs([](Principal& p) { p.droplet_id = 21; }));
  EXPECT_TRUE(differs([](Principal& p) { p.roles = {}; }));
  EXPECT_TRUE(differs([](Principal& p) { p.roles = {"operator", "admin"}; }));
  EXPECT_TRUE(differs([](Principal& p) { p.scopes = {"read write"}; }));
  EXPECT_TRUE(differs([](Principal& p) { p.roles = {"operator", "read"}, p.scopes = {"write"}; }));
  EXPECT_EQ(signer.For(Droplet(), kNow), base);
}

TEST(Assertion, B1_NeverOutlivesTheToken) {
  AssertionSigner signer(Rules());
  const std::string full(signer.For(Droplet(1h), kNow));
  const std::string capped(signer.For(Droplet(10s), kNow));
  EXPECT_NE(capped, full) << "one made for a longer token is not given to a shorter one";
  EXPECT_EQ(ReasonFor(capped, UpstreamTrust(signer), kNow + 9s), Reason::kAllowed);
  EXPECT_EQ(ReasonFor(capped, UpstreamTrust(signer), kNow + 10s), Reason::kTokenExpired);
  EXPECT_EQ(signer.For(Droplet(0s), kNow), "") << "nothing is signed for a token that has expired";
}

TEST(Assertion, B1_LivesAreBounded) {
  AssertionRules rules = Rules();
  rules.life = 1h;
  AssertionSigner signer(std::move(rules));
  const auto verified = VerifyToken(signer.For(Droplet(), kNow), UpstreamTrust(signer), kNow);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->principal().expires_at - verified->principal().issued_at, kMaxAssertionLife);
}

TEST(Assertion, B1_ManyIdentitiesInASmallCache) {
  AssertionSigner signer(Rules(Algorithm::kEdDsa), 8);
  Principal principal = Droplet();
  for (int i = 0; i < 200; ++i) {
    principal.subject = "client" + std::to_string(i);
    const std::string token(signer.For(principal, kNow));
    const auto verified = VerifyToken(token, UpstreamTrust(signer, Algorithm::kEdDsa), kNow);
    ASSERT_TRUE(verified);
    ASSERT_EQ(verified->principal().subject, principal.subject);
    ASSERT_EQ(signer.For(principal, kNow), token);
  }
}

TEST(Assertion, B1_AKeyThatDoesNotFitSignsNothing) {
  AssertionRules rules = Rules(Algorithm::kEs256);
  rules.algorithm = Algorithm::kEdDsa;
  AssertionSigner signer(std::move(rules));
  EXPECT_EQ(signer.For(Droplet(), kNow), "");
}

}  // namespace
}  // namespace gatehouse::gate

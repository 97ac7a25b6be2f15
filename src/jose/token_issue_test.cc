#include "jose/token_issue.h"

#include <gtest/gtest.h>

#include <set>

#include "jose/jwt.h"

namespace gatehouse::jose {
namespace {

constexpr base::Wall kNow{std::chrono::seconds{1'800'000'000}};

const crypto::PrivateKey& Key() {
  static const auto key = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256).value();
  return key;
}

TokenClaims GoodClaims() {
  TokenClaims claims;
  claims.issuer = "registry.fullpotential.ai";
  claims.audience = "fullpotential.droplets";
  claims.subject = "droplet:14";
  claims.droplet_id = 14;
  claims.roles = {"operator"};
  claims.token_id = "id";
  claims.now = kNow;
  return claims;
}

TEST(TokenIssue, B2_WhatIsIssuedIsWhatTheGateAccepts) {
  const auto token = IssueToken(Key(), crypto::Algorithm::kEs256, "key-1", GoodClaims());
  ASSERT_TRUE(token) << token.error().Text();
  const TokenRules rules = {.issuer = "registry.fullpotential.ai",
                            .audience = "fullpotential.droplets",
                            .algorithms = {crypto::Algorithm::kEs256},
                            .required_claims = {"droplet_id"}};
  const auto raw = RawJwt::Parse(*token);
  ASSERT_TRUE(raw);
  const auto verified = VerifiedJwt::Verify(*raw, rules, JwkSet::Parse(Key().Public().Pem()).value(), kNow);
  ASSERT_TRUE(verified) << static_cast<int>(verified.error());
  EXPECT_EQ(verified->claims().subject, "droplet:14");
  EXPECT_EQ(verified->claims().droplet_id, 14);
  EXPECT_EQ(verified->claims().roles, std::vector<std::string>{"operator"});
}

TEST(TokenIssue, B5_NoTokenLivesLongerThanADayOrNotAtAll) {
  for (const auto life :
       {std::chrono::seconds{0}, std::chrono::seconds{-1}, kMaxIssuedLife + std::chrono::seconds{1}}) {
    auto claims = GoodClaims();
    claims.life = life;
    EXPECT_FALSE(IssueToken(Key(), crypto::Algorithm::kEs256, "", claims)) << life.count();
  }
}

TEST(TokenIssue, B2_AKeySignsOnlyWithItsOwnAlgorithm) {
  EXPECT_FALSE(IssueToken(Key(), crypto::Algorithm::kRs256, "", GoodClaims()));
}

TEST(TokenIssue, TokenIdsDiffer) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewTokenId());
  EXPECT_EQ(ids.size(), 1000U);
}

}  // namespace
}  // namespace gatehouse::jose

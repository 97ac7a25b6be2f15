#include "control/registry/assertion.h"

#include <gtest/gtest.h>

#include "control/registry/droplet_fields.h"
#include "control/registry/testing_registry.h"

namespace gatehouse::registry {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using store::testing::kNow;
using testing::ClientKey;

class AssertionTest : public ::testing::Test {
 protected:
  static store::Credential CredentialOf(const ClientKey& key, const std::string& id) {
    store::Credential credential;
    credential.id = id;
    credential.kind = store::CredentialKind::kKey;
    credential.public_jwk = PublicJwkOf(key.Pem()).value();
    return credential;
  }
  // "good", or the sentence for the client.
  std::string Judge(const std::string& assertion, base::Wall now = kNow) {
    const auto judged = JudgeAssertion(assertion, "droplet-14", alive_, audiences_, now);
    return judged ? "good" : std::string(judged.error());
  }
  std::string JudgeClaims(const std::function<void(ClientKey::Claims&)>& change) {
    ClientKey::Claims claims;
    change(claims);
    return Judge(key_.Sign(claims));
  }

  ClientKey key_;
  ClientKey other_;
  std::vector<store::Credential> alive_ = {CredentialOf(other_, "c-1"), CredentialOf(key_, "c-2")};
  std::vector<std::string> audiences_ = {"https://gate.example", "https://gate.example/oauth/token"};
};

TEST_F(AssertionTest, B5_SaysWhichCredentialSignedWhateverItsKid) {
  const auto judged =
      JudgeAssertion(key_.Sign({}, "JWT", "a kid of the client's own"), "droplet-14", alive_, audiences_, kNow);
  ASSERT_TRUE(judged) << judged.error();
  EXPECT_EQ(judged->credential, &alive_[1]);
  EXPECT_EQ(judged->token_id, "assertion-1");
  EXPECT_EQ(judged->expires, kNow + seconds(61)) << "`exp`, and what of its last second may have been rounded down";
}

TEST_F(AssertionTest, B5_AnyOfOurAudiencesIsGoodAndNoOther) {
  for (const std::string& audience : audiences_)
    EXPECT_EQ(JudgeClaims([&](auto& claims) { claims.audience = audience; }), "good") << audience;
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.audience = "https://other.example"; }),
            "the assertion has another audience (aud)");
}

TEST_F(AssertionTest, B5_IssuerAndSubjectAreTheClient) {
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.issuer = "droplet-15"; }), "the assertion does not verify");
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.subject = "droplet-15"; }),
            "iss and sub of the assertion must be the client");
}

TEST_F(AssertionTest, B5_TimesHaveALeewayOfHalfAMinuteAndAnHourAtMost) {
  EXPECT_EQ(Judge(key_.Sign({}), kNow - seconds(30)), "good") << "the client's clock may be ahead";
  EXPECT_EQ(Judge(key_.Sign({}), kNow - seconds(31)), "the assertion is not valid yet (iat, nbf)");
  EXPECT_EQ(Judge(key_.Sign({}), kNow + seconds(59)), "good");
  EXPECT_EQ(Judge(key_.Sign({}), kNow + seconds(60)), "the assertion has expired") << "`exp` has none";
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.life = kMaxAssertionAhead + kAssertionLeeway; }), "good");
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.life = kMaxAssertionAhead + kAssertionLeeway + seconds(1); }),
            "the assertion lives longer than an hour (exp)");
}

TEST_F(AssertionTest, B5_AnIdIsNeededAndHasABound) {
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.token_id.clear(); }),
            "the assertion needs iss, sub, aud, iat, exp and jti");
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.token_id = std::string(kMaxAssertionIdBytes, 'j'); }), "good");
  EXPECT_EQ(JudgeClaims([](auto& claims) { claims.token_id = std::string(kMaxAssertionIdBytes + 1, 'j'); }),
            "jti of the assertion must have 1 to 256 bytes");
}

TEST_F(AssertionTest, B5_TheTypesOfTheStandardsAndNoOtherTokens) {
  EXPECT_EQ(Judge(key_.Sign({}, "client-authentication+jwt")), "good");
  EXPECT_EQ(Judge(key_.Sign({}, "at+jwt")), "the assertion does not verify") << "an access token is no assertion";
}

TEST_F(AssertionTest, B5_WhatNoLivingKeyHasSignedDoesNotVerify) {
  EXPECT_EQ(Judge(ClientKey().Sign({})), "the assertion does not verify");
  alive_.pop_back();
  EXPECT_EQ(Judge(key_.Sign({})), "the assertion does not verify") << "its key was revoked";
  alive_.clear();
  EXPECT_EQ(Judge(key_.Sign({})), "the assertion does not verify");
  for (const char* text : {"", "a.b.c", "not a token"}) EXPECT_EQ(Judge(text), "the assertion does not verify") << text;
}

TEST_F(AssertionTest, B5_AKeyThatCannotBeReadHidesNoOther) {
  alive_.front().public_jwk = "{";
  EXPECT_EQ(Judge(key_.Sign({})), "good");
}

TEST_F(AssertionTest, B5_TheClientIsReadWithoutTrustingIt) {
  ClientKey::Claims claims;
  claims.issuer = "droplet-99";
  EXPECT_EQ(ClaimedClient(key_.Sign(claims)), "droplet-99");
  EXPECT_EQ(ClaimedClient("no token"), "");
}

}  // namespace
}  // namespace gatehouse::registry

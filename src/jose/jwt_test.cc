// One token, its rules and its keys: what is believed, and the fault of everything else. What the gate makes of each,
// claim by claim: gate/identify/identify_token_test.cc.
#include "jose/jwt.h"

#include <gtest/gtest.h>

#include "jose/testing_tokens.h"

namespace gatehouse::jose {
namespace {

using namespace testing;
using namespace std::chrono_literals;

std::expected<VerifiedJwt, Fault> Verify(std::string_view token, const TokenRules& rules = DropletRules(),
                                         base::Wall now = kNow) {
  const auto raw = RawJwt::Parse(token);
  if (!raw) return std::unexpected(raw.error());
  static const JwkSet keys = *JwkSet::Parse(KeyFor(crypto::Algorithm::kRs256).Public().Pem());
  return VerifiedJwt::Verify(*raw, rules, keys, now);
}

TEST(Jwt, B2_AGoodTokenSaysWhoItsBearerIs) {
  const auto token = Verify(Signed(kHeader, Payload(R"(,"role":"operator","scope":"read  write","tenant":"blue")")));
  ASSERT_TRUE(token) << static_cast<int>(token.error());
  const Claims& claims = token->claims();
  EXPECT_EQ(claims.issuer, "registry.fullpotential.ai");
  EXPECT_EQ(claims.subject, "visibility-deck");
  EXPECT_EQ(claims.droplet_id, 14);
  EXPECT_EQ(claims.roles, std::vector<std::string>{"operator"});
  EXPECT_EQ(claims.scopes, (std::vector<std::string>{"read", "write"}));
  EXPECT_EQ(claims.Claim("tenant"), "blue");
  EXPECT_EQ(claims.key_id, KeyFor(crypto::Algorithm::kRs256).Public().Thumbprint());
  EXPECT_EQ(token->validity().expires_at, kNow + 3600s);
}

TEST(Jwt, A8_EveryFaultIsToldAsWhatItIs) {
  const auto of = [](std::string_view header, std::string_view payload) {
    const auto token = Verify(Signed(header, payload));
    return token ? std::optional<Fault>() : token.error();
  };
  EXPECT_EQ(Verify("a.b").error(), Fault::kMalformed);
  EXPECT_EQ(Verify(std::string(kMaxTokenBytes + 1, 'a')).error(), Fault::kTooLarge);
  EXPECT_EQ(of(R"({"alg":"HS256"})", Payload()), Fault::kAlgorithm);
  EXPECT_EQ(of(R"({"alg":"RS256","crit":["exp"]})", Payload()), Fault::kHeader);
  EXPECT_EQ(of(R"({"alg":"RS256","typ":"id+jwt"})", Payload()), Fault::kType);
  EXPECT_EQ(of(kHeader, "[]"), Fault::kMalformed);
  EXPECT_EQ(of(kHeader, PayloadWith("\"t-1\"", "7")), Fault::kClaimType);
  EXPECT_EQ(of(kHeader, PayloadWith(R"("iat":1700000000,)", "")), Fault::kClaimMissing);
  EXPECT_EQ(of(kHeader, PayloadWith("registry.fullpotential.ai", "another")), Fault::kIssuer);
  EXPECT_EQ(of(kHeader, PayloadWith("fullpotential.droplets", "another")), Fault::kAudience);
  EXPECT_EQ(of(kHeader, PayloadWith("1700003600", "1700000000")), Fault::kExpired);
  EXPECT_EQ(of(kHeader, Payload(R"(,"nbf":1700000001)")), Fault::kNotYetValid);
  EXPECT_EQ(of(kHeader, PayloadWith("1700000000", "1700000001")), Fault::kIssuedInFuture);
  EXPECT_EQ(of(kHeader, PayloadWith("1700003600", "1700086401")), Fault::kLife);
  EXPECT_EQ(of(kHeader, PayloadWith(R"(,"droplet_id":14)", "")), Fault::kDropletId);
  for (const char* wrong : {"14.5", "1.4e1", "\"14\"", "0.0", "1000.0"}) {
    EXPECT_EQ(of(kHeader, PayloadWith(R"("droplet_id":14)", R"("droplet_id":)" + std::string(wrong))),
              Fault::kClaimType)
        << wrong;
  }
}

TEST(Jwt, B2_ADropletIdMayBeWrittenWithAPoint) {
  const auto token = Verify(Signed(kHeader, PayloadWith(R"("droplet_id":14)", R"("droplet_id":14.0)")));
  ASSERT_TRUE(token) << static_cast<int>(token.error());
  EXPECT_EQ(token->claims().droplet_id, 14);
}

TEST(Jwt, B3_AKeyThatIsNotThereAndASignatureThatIsNone) {
  std::string token = Signed(kHeader, Payload());
  token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Verify(token).error(), Fault::kSignature);
  const auto raw = RawJwt::Parse(token);
  ASSERT_TRUE(raw);
  EXPECT_EQ(VerifiedJwt::Verify(*raw, DropletRules(), JwkSet{}, kNow).error(), Fault::kKeyUnknown);
}

TEST(Jwt, B2_ValidityIsAskedAgainWithTheLeewayOfTheRules) {
  const Validity validity{.issued_at = kNow, .not_before = kNow, .expires_at = kNow + 60s};
  TokenRules rules = DropletRules();
  EXPECT_TRUE(validity.Holds(rules, kNow));
  EXPECT_EQ(validity.Holds(rules, kNow + 60s).error(), Fault::kExpired);
  EXPECT_EQ(validity.Holds(rules, kNow - 1s).error(), Fault::kNotYetValid);
  rules.leeway = 1s;
  EXPECT_TRUE(validity.Holds(rules, kNow - 1s));
  EXPECT_EQ(validity.Holds(rules, kNow + 60s).error(), Fault::kExpired) << "the end gets no leeway";
}

TEST(Jwt, TheIssuerOfAnUnprovenTokenIsOnlyAHint) {
  EXPECT_EQ(RawJwt::Parse(Signed(kHeader, Payload()))->ClaimedIssuer(), "registry.fullpotential.ai");
  EXPECT_EQ(RawJwt::Parse(Signed(kHeader, "{}"))->ClaimedIssuer(), std::nullopt);
  EXPECT_EQ(RawJwt::Parse(Signed(kHeader, "7"))->ClaimedIssuer(), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::jose

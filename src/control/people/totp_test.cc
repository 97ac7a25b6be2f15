#include "control/people/totp.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse::people {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

base::Wall At(int64_t seconds) { return base::Wall(std::chrono::seconds(seconds)); }

// RFC 6238, appendix B, SHA-1: eight digits there, of which ours are the last six.
TEST(Totp, A9_Rfc6238Vectors) {
  const std::pair<int64_t, const char*> vectors[] = {
      {59, "94287082"},
      {1'111'111'109, "07081804"},
      {1'111'111'111, "14050471"},
      {1'234'567'890, "89005924"},
      {2'000'000'000, "69279037"},
      {20'000'000'000, "65353130"},
  };
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(TotpCode(kSecret, TotpStepAt(At(seconds))), std::string(code).substr(2)) << seconds;
  }
}

// RFC 4226, appendix D: the same truncation by counter.
TEST(Totp, A9_Rfc4226Vectors) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (int step = 0; step < 10; ++step) EXPECT_EQ(TotpCode(kSecret, step), codes[step]);
}

TEST(Totp, A9_OneStepOfSkewEitherWay) {
  const base::Wall now = At(1'700'000'010);
  const int64_t step = TotpStepAt(now);
  for (int64_t off = -4; off <= 4; ++off) {
    const bool near = off >= -1 && off <= 1;
    const auto matched = MatchTotp(kSecret, TotpCode(kSecret, step + off), now, 0);
    EXPECT_EQ(matched.has_value(), near) << off;
    EXPECT_EQ(matched.value_or(step + off), step + off);
  }
}

TEST(Totp, A9_AStepOnce) {
  const base::Wall now = At(1'700'000'010);
  const int64_t step = TotpStepAt(now);
  EXPECT_EQ(MatchTotp(kSecret, TotpCode(kSecret, step), now, step - 1), step);
  EXPECT_FALSE(MatchTotp(kSecret, TotpCode(kSecret, step), now, step).has_value());
  // After the next step's code was used, this one's is refused.
  EXPECT_FALSE(MatchTotp(kSecret, TotpCode(kSecret, step), now, step + 1).has_value());
}

TEST(Totp, A9_WhatIsNoCode) {
  const base::Wall now = At(59);
  EXPECT_TRUE(MatchTotp(kSecret, "287 082", now, 0).has_value());
  EXPECT_TRUE(MatchTotp(kSecret, " 287082 ", now, 0).has_value());
  for (const std::string& wrong : {std::string(), std::string("28708"), std::string("2870820"), std::string("94287082"),
                                   std::string("abcdef"), std::string(10'000, '2'), std::string("287082\0", 7)}) {
    EXPECT_FALSE(MatchTotp(kSecret, wrong, now, 0).has_value()) << wrong.substr(0, 20);
  }
}

// RFC 4648 §10, padding left away.
TEST(Totp, Base32Vectors) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY");
  EXPECT_EQ(Base32("fo"), "MZXQ");
  EXPECT_EQ(Base32("foo"), "MZXW6");
  EXPECT_EQ(Base32("foob"), "MZXW6YQ");
  EXPECT_EQ(Base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(Base32(kSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, UriForApps) {
  EXPECT_EQ(OtpauthUri("gate.example:8443", "ada@x", kSecret),
            "otpauth://totp/gate.example%3A8443:ada%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer="
            "gate.example%3A8443");
}

TEST(Totp, A9_SecretsAreRandomAndLongEnough) {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const auto secret = NewTotpSecret();
    EXPECT_EQ(secret.Reveal().size(), kTotpSecretBytes);  // RFC 4226 §4, R6: 160 bits
    seen.emplace(secret.Reveal());
  }
  EXPECT_EQ(seen.size(), 20U);
}

}  // namespace
}  // namespace gatehouse::people

#include "control/service/sealer.h"

#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

base::SecretString Key(std::string text) { return base::SecretString(std::move(text)); }

TEST(Sealer, B4_OpensWhatItSealed) {
  const Sealer sealer(Key("a key that somebody keeps"));
  const std::string sealed = sealer.Seal("private", "kid-1");
  EXPECT_EQ(sealed.find("private"), sealed.npos);
  const auto opened = sealer.Open(sealed, "kid-1");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->Reveal(), "private");
  EXPECT_NE(sealed, sealer.Seal("private", "kid-1"));
}

TEST(Sealer, B4_OpensInNoOtherPlaceAndWithNoOtherKey) {
  const Sealer sealer(Key("one"));
  const std::string sealed = sealer.Seal("private", "kid-1");
  EXPECT_FALSE(sealer.Open(sealed, "kid-2"));
  const auto other = Sealer(Key("another")).Open(sealed, "kid-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().where, "control.key_encryption");
  EXPECT_FALSE(sealer.Open("not base64!", "kid-1"));
  EXPECT_FALSE(sealer.Open("", "kid-1"));
}

}  // namespace
}  // namespace gatehouse::service

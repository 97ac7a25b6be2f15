#include "passwords/verifier.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::passwords {
namespace {

constexpr HashCost kCost{.memory_bytes = 8192, .passes = 4};
constexpr std::string_view kPassword = "Old-Horse-Battery-9";
constexpr std::string_view kBcrypt12 = "$2b$12$abcdefghijklmnopqrstuuvMy7QcWha0NB.E9No3J72pvVUup212K";

WorkDone WorkOf(const Verifier& verifier, std::string_view password, std::optional<std::string_view> hash) {
  const WorkDone before = TotalWork();
  (void)verifier.Verify(password, hash);
  const WorkDone after = TotalWork();
  return {.argon2id = after.argon2id - before.argon2id, .bcrypt = after.bcrypt - before.bcrypt};
}

TEST(PasswordVerifier, A10_UnknownAccountsTakeAsLong) {
  const Verifier verifier(kCost);
  const std::string hash = HashPassword(kPassword, kCost).value();
  const WorkDone right = WorkOf(verifier, kPassword, hash);
  EXPECT_EQ(right.argon2id, kCost.memory_bytes * kCost.passes);
  EXPECT_EQ(right.bcrypt, 0U);
  EXPECT_EQ(WorkOf(verifier, "wrong", hash), right);
  EXPECT_EQ(WorkOf(verifier, kPassword, std::nullopt), right);
  EXPECT_EQ(WorkOf(verifier, "", std::nullopt), right);
  EXPECT_EQ(WorkOf(verifier, "", hash), right);
  EXPECT_EQ(WorkOf(verifier, std::string(5000, 'x'), hash), right);
  EXPECT_EQ(WorkOf(verifier, kPassword, "a hash that was damaged"), right);
}

TEST(PasswordVerifier, A10_OlderHashesTakeAsLong) {
  const Verifier verifier(kCost);
  const std::string old = HashPassword(kPassword, {.memory_bytes = 8192, .passes = 1}).value();
  EXPECT_EQ(WorkOf(verifier, kPassword, old), WorkOf(verifier, kPassword, std::nullopt));
  EXPECT_TRUE(verifier.Verify(kPassword, old).outdated);
}

TEST(PasswordVerifier, A10_DearerHashesRaiseThePriceForAll) {
  Verifier verifier(kCost);
  const std::string dear = HashPassword(kPassword, {.memory_bytes = 16384, .passes = 5}).value();
  verifier.Learn(dear);
  EXPECT_EQ(verifier.cost(), (HashCost{.memory_bytes = 16384, .passes = 5}));
  EXPECT_EQ(WorkOf(verifier, kPassword, dear), WorkOf(verifier, kPassword, std::nullopt));
}

TEST(PasswordVerifier, A10_WhileBcryptIsStoredEverybodyPaysForIt) {
  Verifier verifier(kCost);
  verifier.Learn(kBcrypt12);
  const WorkDone old = WorkOf(verifier, kPassword, kBcrypt12);
  EXPECT_EQ(old.bcrypt, 4096U);
  EXPECT_EQ(WorkOf(verifier, kPassword, std::nullopt), old);
  EXPECT_EQ(WorkOf(verifier, kPassword, HashPassword(kPassword, kCost).value()), old);
  EXPECT_TRUE(verifier.Verify(kPassword, kBcrypt12).matches);
  verifier.ForgetBcrypt();
  EXPECT_EQ(WorkOf(verifier, kPassword, std::nullopt).bcrypt, 0U);
}

}  // namespace
}  // namespace gatehouse::passwords

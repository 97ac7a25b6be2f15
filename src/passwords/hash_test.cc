#include "passwords/hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace gatehouse::passwords {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr HashCost kCheap{.memory_bytes = 8192, .passes = 1};
constexpr std::string_view kPassword = "Old-Horse-Battery-9";
// Made by another implementation (glibc's crypt through Python).
constexpr std::string_view kBcrypt12 = "$2b$12$abcdefghijklmnopqrstuuvMy7QcWha0NB.E9No3J72pvVUup212K";
constexpr std::string_view kBcrypt10 = "$2b$10$abcdefghijklmnopqrstuuDZQezaiVo8Tt4yB4DjA6D3pVYJUuOci";

std::string Variant(std::string_view hash, char letter) {
  std::string variant(hash);
  variant[2] = letter;
  return variant;
}

TEST(PasswordHash, A10_OwaspFiguresUnlessAskedOtherwise) {
  const auto hash = HashPassword(kPassword);
  ASSERT_TRUE(hash.has_value());
  EXPECT_THAT(*hash, testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(VerifyPassword(kPassword, *hash).matches);
  EXPECT_FALSE(VerifyPassword(kPassword, *hash).outdated);
  EXPECT_FALSE(VerifyPassword("Old-Horse-Battery-8", *hash).matches);
}

TEST(PasswordHash, A10_TwoHashesOfOnePasswordDiffer) {
  EXPECT_NE(HashPassword(kPassword, kCheap).value(), HashPassword(kPassword, kCheap).value());
}

TEST(PasswordHash, A10_EveryByteCounts) {
  const std::string long_one(kMaxPasswordBytes, 'x');
  const std::string hash = HashPassword(long_one, kCheap).value();
  EXPECT_TRUE(VerifyPassword(long_one, hash).matches);
  EXPECT_FALSE(VerifyPassword(long_one.substr(1), hash).matches);
  EXPECT_FALSE(VerifyPassword(long_one + "x", hash).matches);
  using namespace std::string_view_literals;
  const std::string with_nul = HashPassword("one\0two"sv, kCheap).value();
  EXPECT_TRUE(VerifyPassword("one\0two"sv, with_nul).matches);
  EXPECT_FALSE(VerifyPassword("one\0TWO"sv, with_nul).matches);
}

TEST(PasswordHash, A10_EmptyAndTooLongAreRefused) {
  EXPECT_FALSE(HashPassword("", kCheap).has_value());
  EXPECT_FALSE(HashPassword(std::string(kMaxPasswordBytes + 1, 'x'), kCheap).has_value());
  EXPECT_FALSE(VerifyPassword("", HashPassword(" ", kCheap).value()).matches);
}

// Vectors of the reference implementation (phc-winner-argon2, src/test.c), several lanes among them.
TEST(PasswordHash, A10_ReferenceVectors) {
  EXPECT_TRUE(
      VerifyPassword("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
          .matches);
  EXPECT_TRUE(
      VerifyPassword("password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc")
          .matches);
}

TEST(PasswordHash, A10_BelowTheCostIsOutdated) {
  const std::string hash = HashPassword(kPassword, kCheap).value();
  EXPECT_TRUE(VerifyPassword(kPassword, hash).outdated);
  EXPECT_FALSE(VerifyPassword(kPassword, hash, kCheap).outdated);
  EXPECT_TRUE(VerifyPassword(kPassword, hash, {.memory_bytes = 8192, .passes = 2}).outdated);
  EXPECT_TRUE(VerifyPassword(kPassword, hash, {.memory_bytes = 16384, .passes = 1}).outdated);
  const HashVerdict wrong = VerifyPassword("wrong", hash);
  EXPECT_FALSE(wrong.matches);
  EXPECT_FALSE(wrong.outdated);
}

TEST(PasswordHash, A10_OldBcryptIsVerifiedAndOutdated) {
  for (const char letter : {'a', 'b', 'y'}) {
    const HashVerdict verdict = VerifyPassword(kPassword, Variant(kBcrypt12, letter));
    EXPECT_TRUE(verdict.matches) << letter;
    EXPECT_TRUE(verdict.outdated) << letter;
  }
  EXPECT_FALSE(VerifyPassword("Old-Horse-Battery-8", kBcrypt12).matches);
  EXPECT_FALSE(VerifyPassword(std::string(kPassword) + '\0' + "x", kBcrypt12).matches);
}

TEST(PasswordHash, A10_WeakBcryptIsVerifiedSoThatItCanBeReplaced) {
  const HashVerdict verdict = VerifyPassword(kPassword, kBcrypt10);
  EXPECT_TRUE(verdict.matches && verdict.outdated);
  EXPECT_FALSE(VerifyPassword("Old-Horse-Battery-8", kBcrypt10).matches);
}

TEST(PasswordHash, A10_UnknownHashesMatchNothing) {
  std::string damaged = HashPassword(kPassword, kCheap).value();
  damaged.back() = damaged.back() == 'A' ? 'B' : 'A';
  std::string cheapest(kBcrypt10);
  cheapest.replace(4, 2, "03");  // below bcrypt's own least
  for (const std::string& hash : {cheapest, Variant(kBcrypt12, 'x'), std::string(), std::string("plain"),
                                  std::string(kPassword), std::string("$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$AAAA"),
                                  std::string("$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$AAAA"),
                                  std::string("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAAA"),
                                  std::string("$argon2id$v=19$m=256,t=4000000,p=1$c29tZXNhbHQ$AAAA"),
                                  std::string("$argon2id$v=19$m=256,t=2,p=1$"), damaged}) {
    EXPECT_FALSE(VerifyPassword(kPassword, hash).matches) << hash;
  }
}

TEST(PasswordHash, A10_HashesThatAskForTooMuchAreNotWorkedOn) {
  const WorkDone before = TotalWork();
  EXPECT_FALSE(VerifyPassword(kPassword, "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$AAAA").matches);
  std::string expensive(kBcrypt12);
  expensive.replace(4, 2, "31");
  EXPECT_FALSE(VerifyPassword(kPassword, expensive).matches);
  EXPECT_EQ(TotalWork(), before);
}

TEST(PasswordHash, A10_KindsTellTheirCost) {
  EXPECT_EQ(KindOf(HashPassword(kPassword, kCheap).value()).argon2id, kCheap);
  EXPECT_EQ(KindOf(kBcrypt12).bcrypt, 12);
  EXPECT_EQ(KindOf(kBcrypt10).bcrypt, 10);
  EXPECT_FALSE(KindOf("plain").argon2id.has_value());
}

TEST(PasswordHash, A10_WorkIsCounted) {
  const WorkDone before = TotalWork();
  const std::string hash = HashPassword(kPassword, kCheap).value();
  (void)VerifyPassword("wrong", hash);
  SpendArgon2id("x", {.memory_bytes = 8192, .passes = 3});
  SpendArgon2id("x", {.memory_bytes = 8192, .passes = 0});
  EXPECT_EQ(TotalWork().argon2id - before.argon2id, 5U * 8192U);
  EXPECT_EQ(TotalWork().bcrypt, before.bcrypt);
  SpendBcrypt("x", kMinBcryptCost);
  EXPECT_EQ(TotalWork().bcrypt - before.bcrypt, 4096U);
}

TEST(PasswordHash, A10_CalibrationAddsPassesAndNeverTakesAny) {
  const auto machine = [](milliseconds a_pass) {
    return [=](const HashCost& cost) { return nanoseconds(a_pass) * cost.passes; };
  };
  EXPECT_EQ(CalibratedCost(milliseconds(100), machine(milliseconds(10))).passes, 10U);
  EXPECT_EQ(CalibratedCost(milliseconds(100), machine(milliseconds(80))).passes, 2U);
  EXPECT_EQ(CalibratedCost(milliseconds(100), machine(milliseconds(0))).passes, kMaxHashPasses);
  EXPECT_EQ(CalibratedCost(milliseconds(0), machine(milliseconds(10))).passes, 2U);
  EXPECT_EQ(CalibratedCost(milliseconds(100), machine(milliseconds(10))).memory_bytes, HashCost{}.memory_bytes);
}

TEST(PasswordHash, A10_ManyThreadsAtOnce) {
  const std::string hash = HashPassword(kPassword, kCheap).value();
  std::vector<int> matched(16, 0);
  {
    std::vector<std::jthread> threads;
    for (int& mine : matched) {
      threads.emplace_back([&] {
        for (int i = 0; i < 4; ++i) mine += VerifyPassword(kPassword, hash).matches ? 1 : 0;
      });
    }
  }
  EXPECT_THAT(matched, testing::Each(4));
}

}  // namespace
}  // namespace gatehouse::passwords

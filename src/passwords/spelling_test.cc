#include "passwords/spelling.h"

#include <crypt.h>
#include <gtest/gtest.h>

#include "passwords/verifier.h"

namespace gatehouse::passwords {
namespace {

const std::string kComposed = "caf\xC3\xA9-hunter2";     // é
const std::string kDecomposed = "cafe\xCC\x81-hunter2";  // e and an accent
constexpr HashCost kCheap{.memory_bytes = 8192, .passes = 1};

TEST(Spelling, A10_FormsOfOnePassword) {
  EXPECT_EQ(Composed(kDecomposed).Reveal(), kComposed);
  EXPECT_EQ(Composed(kComposed).Reveal(), kComposed);
  EXPECT_EQ(Composed("plain").Reveal(), "plain");
  EXPECT_EQ(Composed("\xFF\xFE").Reveal(), "\xFF\xFE") << "no UTF-8: as it is";
  EXPECT_EQ(Composed("\xEF\xBC\xA1").Reveal(), "\xEF\xBC\xA1") << "a wide A is another letter";
  EXPECT_EQ(Spellings("plain").size(), 1U);
  EXPECT_EQ(Spellings(kComposed).size(), 2U);
  EXPECT_EQ(Spellings(kDecomposed).size(), 2U);
}

TEST(Spelling, A10_EveryKeyboardOpensTheSameHash) {
  const auto hash = HashPassword(kDecomposed, kCheap);
  ASSERT_TRUE(hash);
  for (const std::string& typed : {kComposed, kDecomposed}) {
    const HashVerdict verdict = VerifyPassword(typed, *hash, kCheap);
    EXPECT_TRUE(verdict.matches && !verdict.outdated) << typed;
  }
  EXPECT_FALSE(VerifyPassword("cafe-hunter2", *hash, kCheap).matches) << "an accent is no decoration";
}

std::string Bcrypt(const std::string& password, const std::string& cost) {
  crypt_data work{};
  const char* const made =
      crypt_rn(password.c_str(), ("$2b$" + cost + "$abcdefghijklmnopqrstuu").c_str(), &work, sizeof work);
  return made == nullptr ? "" : made;
}

TEST(Spelling, A10_OldHashesOfEitherFormAreVerifiedAndAreOutdated) {
  for (const std::string& hashed : {kComposed, kDecomposed}) {
    const std::string old = Bcrypt(hashed, "04");
    for (const std::string& typed : {kComposed, kDecomposed}) {
      const HashVerdict verdict = VerifyPassword(typed, old, kCheap);
      EXPECT_TRUE(verdict.matches && verdict.outdated);
      EXPECT_TRUE(Verifier(kCheap).Verify(typed, old).matches);
    }
    EXPECT_FALSE(VerifyPassword("cafe-hunter2", old, kCheap).matches);
  }
}

TEST(Spelling, A10_AWeakBcryptTakesAsLongAsTheDearest) {
  Verifier verifier(kCheap);
  verifier.Learn(Bcrypt("x", "06"));
  const auto rounds = [&](std::optional<std::string> stored) {
    const WorkDone before = TotalWork();
    (void)verifier.Verify("plain", stored);
    return TotalWork().bcrypt - before.bcrypt;
  };
  EXPECT_EQ(rounds({}), 64U);
  EXPECT_EQ(rounds(Bcrypt("plain", "04")), 64U);
  EXPECT_EQ(rounds(Bcrypt("plain", "06")), 64U);
}

TEST(Spelling, A10_ASpellingTakesAsLongWhetherTheAccountExistsOrNot) {
  const Verifier verifier(kCheap);
  const auto hash = HashPassword(kComposed, kCheap);
  for (const std::string& typed : {kComposed, kDecomposed, std::string("plain")}) {
    const auto work_of = [&](std::optional<std::string_view> stored) {
      const WorkDone before = TotalWork();
      (void)verifier.Verify(typed, stored);
      return TotalWork().argon2id - before.argon2id;
    };
    EXPECT_EQ(work_of(*hash), work_of({})) << typed;
  }
}

}  // namespace
}  // namespace gatehouse::passwords

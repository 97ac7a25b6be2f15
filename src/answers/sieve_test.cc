// The sieve misses nothing: wherever a beginning of a secret lies in the blocks that it reads, and however the text in
// front of it ends.
#include "answers/sieve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace gatehouse::answers {
namespace {

constexpr std::string_view kPrefixes[] = {"AKI", "sk-", "$2b", "bea", "BEG"};

std::vector<size_t> Find(std::string_view text) {
  static const Sieve sieve(kPrefixes);
  std::vector<size_t> places;
  sieve.Find(text, places);
  return places;
}
bool Finds(std::string_view text, size_t at) { return std::ranges::count(Find(text), at) > 0; }

class SieveTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Sieve::Works()) GTEST_SKIP() << "This processor has no AVX2";
  }
};

TEST_F(SieveTest, FindsTheShortestKeyWhereverItLies) {
  const std::string key = "sk-456789012345";
  ASSERT_EQ(key.size(), Sieve::kLeastKey);
  for (const std::string_view before : {"", " ", "\"", "a_", "a-", "x.", "\xC3\xA4", "\\n", "\\\\n", "a\\t"}) {
    for (size_t shift = 0; shift < 200; ++shift) {
      const std::string front = std::string(shift, ' ') + std::string(before);
      EXPECT_TRUE(Finds(front + key, front.size())) << shift << " behind " << before;
      EXPECT_TRUE(Finds(front + key + "\" and more text behind it", front.size())) << shift << " behind " << before;
    }
  }
}

TEST_F(SieveTest, FindsPairsHashesAndSignsWhereverTheyLie) {
  for (const std::string_view each : {"bearer x", "BEGIN ", "$2b$12$", "@"}) {
    for (const char before : {' ', 'x', '-'}) {
      for (size_t shift = 0; shift < 200; ++shift) {
        const std::string front(shift, before);
        EXPECT_TRUE(Finds(front + std::string(each), shift)) << each << " at " << shift;
      }
    }
  }
}

TEST_F(SieveTest, AKeyMayBeginBehindAnEscapeThatBeganBeforeTheText) { EXPECT_TRUE(Finds("nAKIA0123456789ABCDEF", 1)); }

TEST_F(SieveTest, ShowsNothingOfOrdinaryText) {
  std::string text;
  while (text.size() < 10'000)
    text += "A sentence about harbours, bread and baskets; \"sketches\": {\"basis\": 12345}\n";
  EXPECT_EQ(Find(text), std::vector<size_t>());
  EXPECT_EQ(Find(""), std::vector<size_t>());
}

TEST_F(SieveTest, AWordThatOnlyEndsLikeAKeyIsNone) {
  const std::string text = "task-force-of-the-harbour and taskAKIA0123456789ABCDEF";
  EXPECT_EQ(Find(text), std::vector<size_t>());
}

}  // namespace
}  // namespace gatehouse::answers

// The sieve misses nothing: wherever a beginning of a secret lies in the blocks that it reads, and however the text in
// front of it ends.
#include "answers/sieve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "answers/base64_text.h"

namespace gatehouse::answers {
namespace {

constexpr std::string_view kPrefixes[] = {"AKI", "sk-", "$2b", "bea", "BEG"};

// Each of the ways in which this processor can read bytes; none where it is of another kind.
class SieveTest : public ::testing::TestWithParam<ReadMasks> {
 protected:
  std::vector<size_t> Find(std::string_view text) {
    std::vector<size_t> places;
    std::vector<size_t> runs;
    sieve_.Find(text, places, runs);
    return places;
  }
  std::vector<size_t> Runs(std::string_view text) {
    std::vector<size_t> places;
    std::vector<size_t> runs;
    sieve_.Find(text, places, runs);
    return runs;
  }
  bool Finds(std::string_view text, size_t at) { return std::ranges::count(Find(text), at) > 0; }

 private:
  Sieve sieve_{kPrefixes, GetParam()};
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SieveTest);
INSTANTIATE_TEST_SUITE_P(Readers, SieveTest, ::testing::ValuesIn(MaskReaders().begin(), MaskReaders().end()),
                         [](const auto& of) { return of.index == 0 ? "Fastest" : "Other"; });

TEST_P(SieveTest, FindsTheShortestKeyWhereverItLies) {
  const std::string key = "sk-456789012345";
  ASSERT_EQ(key.size(), Sieve::kLeastKey);
  for (const std::string_view before :
       {"", " ", "\"", "a_", "a-", "x.", "\xC3\xA4", "\\n", "\\\\n", "a\\t", "\\u0022", "%3D", "%253D"}) {
    for (size_t shift = 0; shift < 200; ++shift) {
      const std::string front = std::string(shift, ' ') + std::string(before);
      EXPECT_TRUE(Finds(front + key, front.size())) << shift << " behind " << before;
      EXPECT_TRUE(Finds(front + key + "\" and more text behind it", front.size())) << shift << " behind " << before;
    }
  }
}

TEST_P(SieveTest, FindsPairsHashesAndSignsWhereverTheyLie) {
  for (const std::string_view each : {"bearer x", "BEGIN ", "$2b$12$", "@"}) {
    for (const char before : {' ', 'x', '-'}) {
      for (size_t shift = 0; shift < 200; ++shift) {
        const std::string front(shift, before);
        EXPECT_TRUE(Finds(front + std::string(each), shift)) << each << " at " << shift;
      }
    }
  }
}

TEST_P(SieveTest, AKeyMayBeginBehindAnEscapeThatBeganBeforeTheText) { EXPECT_TRUE(Finds("nAKIA0123456789ABCDEF", 1)); }

TEST_P(SieveTest, FindsEachRunOfBase64WhereverItLies) {
  const std::string run = "c2stbGl2ZV8+/-_xMjM0NTY3ODk";
  ASSERT_EQ(run.size(), kLeastRun);
  for (size_t shift = 0; shift < 200; ++shift) {
    for (const std::string_view behind : {"", "\" and a.b", "==, "}) {
      const std::string text = std::string(shift, ' ') + run + std::string(behind);
      const std::vector<size_t> runs = Runs(text + std::string(shift + 1, '.') + text);
      ASSERT_GE(runs.size(), 2U) << shift;
      EXPECT_TRUE(runs.front() >= shift && runs.front() < shift + 4) << shift;
      EXPECT_GE(runs.back(), text.size() + shift) << shift;
    }
  }
  EXPECT_EQ(Runs(std::string(100'000, 'a')).front(), 0U);
  EXPECT_TRUE(Runs("Words, of twenty.characters.or-twentythree-at-most").empty());
}

TEST_P(SieveTest, ShowsNothingOfOrdinaryText) {
  std::string text;
  while (text.size() < 10'000)
    text += "A sentence about harbours, bread and baskets; \"sketches\": {\"basis\": 12345}\n";
  EXPECT_EQ(Find(text), std::vector<size_t>());
  EXPECT_EQ(Find(""), std::vector<size_t>());
}

TEST_P(SieveTest, AWordThatOnlyEndsLikeAKeyIsNone) {
  const std::string text = "task-force-of-the-harbour and taskAKIA0123456789ABCDEF";
  EXPECT_EQ(Find(text), std::vector<size_t>());
}

}  // namespace
}  // namespace gatehouse::answers

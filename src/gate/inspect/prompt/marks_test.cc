#include "gate/inspect/prompt/marks.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace gatehouse::prompt {
namespace {

TEST(Marks, AreSignsOfCodeAndNotOfSentences) {
  for (const char c : std::string_view("#$%&*+;<=>@[\\]^`{|}~")) EXPECT_TRUE(IsMark(c)) << c;
  for (const char c : std::string_view("azAZ059 .,:!?'\"()-_/\n\x7F\x80\xFF")) EXPECT_FALSE(IsMark(c)) << c;
}

TEST(Marks, SignsAreMarksAndMore) {
  for (const char c : std::string_view("#$%&*+;<=>@[\\]^`{|}~0459'\"()_\xC2\xE3")) EXPECT_TRUE(IsSign(c)) << c;
  for (const char c : std::string_view("azAZ .,:!?-/\n\x7F\x80\xFF")) EXPECT_FALSE(IsSign(c)) << c;
}

TEST(Marks, AreFoundWhereverTheyStand) {
  for (int c = 0; c < 256; ++c) {
    for (size_t size = 1; size < 70; ++size) {
      for (size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(c);
        ASSERT_EQ(SignsIn(text).mark, IsMark(static_cast<char>(c))) << c << " at " << at << " of " << size;
        ASSERT_EQ(SignsIn(text).sign, IsSign(static_cast<char>(c))) << c << " at " << at << " of " << size;
      }
    }
  }
  EXPECT_FALSE(SignsIn("").mark);
  EXPECT_FALSE(SignsIn("").sign);
}

TEST(Marks, NumbersAndAccountsAreFoundWhereverTheyStand) {
  constexpr std::array<std::pair<std::string_view, bool HeldSigns::*>, 3> kNumbers = {
      {{"4111", &HeldSigns::number}, {"123-", &HeldSigns::number}, {"de89", &HeldSigns::account}}};
  for (const auto& [number, holds] : kNumbers) {
    for (size_t before = 0; before < 70; ++before) {
      for (size_t behind = 0; behind < 70; ++behind) {
        const std::string text = std::string(before, ' ') + std::string(number) + std::string(behind, 'x');
        ASSERT_TRUE(SignsIn(text).*holds) << text;
        ASSERT_FALSE(SignsIn(text.substr(0, before + 3)).*holds) << text;
      }
    }
  }
  for (const char* text : {"", "1", "12", "111", "1st and 22nd", "3.11", "2,000", "a12", "12-3", "-123", "de89"})
    EXPECT_FALSE(SignsIn(text).number) << text;
  for (const char* text : {"", "1", "111", "4111", "1st and 22nd", "a12", "a 12", "ab1", "12ab", "123-"})
    EXPECT_FALSE(SignsIn(text).account) << text;
}

TEST(Marks, JoinsBehindValues) {
  for (const char* text :
       {"'or", "x' or 1", "\"and\"", "`) || 1", "'&&", "' ) xor", "'' or", "'\nand", "1 or", "12)) and", "(a) or b"})
    EXPECT_EQ(CountJoins(text), 1U) << text;
  for (const char* text : {"", "'", "or", "a or 'b'", "'x or", "' |", "'", "1st or", "(or", "1, or"})
    EXPECT_EQ(CountJoins(text), 0U) << text;
  EXPECT_EQ(CountJoins("'or('or 'a' and 'b' || \"c\""), 4U);
}

}  // namespace
}  // namespace gatehouse::prompt

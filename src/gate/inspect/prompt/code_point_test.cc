#include "gate/inspect/prompt/code_point.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::prompt {
namespace {

TEST(CodePoint, OfEachLength) {
  EXPECT_EQ(FirstCodePoint("ab").value, U'a');
  EXPECT_EQ(FirstCodePoint("\u00e9").value, U'\u00e9');
  EXPECT_EQ(FirstCodePoint("\u20ac").size, 3);
  EXPECT_EQ(FirstCodePoint("\U0001F600").size, 4);
}

TEST(CodePoint, WhatIsNoUtf8IsOneReplacementAByte) {
  for (const char* bytes : {"\xff", "\xc3", "\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(FirstCodePoint(bytes).value, 0xFFFDU);
    EXPECT_EQ(FirstCodePoint(bytes).size, 1);
  }
}

TEST(CodePoint, CountedAtEveryOffset) {
  const std::string text = "a\u00e9\u20ac\U0001F600";
  std::string all;
  for (size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(CountCodePoints(all), i * 4);
    EXPECT_EQ(CountCodePoints("x" + all), i * 4 + 1);
    all += text;
  }
}

TEST(CodePoint, WordsAndSpace) {
  for (const char32_t letter : {U'a', U'Z', U'0', U'_', U'\u00e9', U'\u4e2d', U'\u0967', U'\u00b2'})
    EXPECT_TRUE(IsWord(letter));
  for (const char32_t other : {U' ', U'-', U'\u2014', U'\u200b', U'\u0301'}) EXPECT_FALSE(IsWord(other));
  for (const char32_t space : {U' ', U'\n', U'\u001c', U'\u0085', U'\u00a0', U'\u2003', U'\u3000'})
    EXPECT_TRUE(IsSpace(space));
  for (const char32_t other : {U'a', U'\0', U'\u200b', U'\ufeff'}) EXPECT_FALSE(IsSpace(other));
}

}  // namespace
}  // namespace gatehouse::prompt

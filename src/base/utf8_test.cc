#include "base/utf8.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace gatehouse::base {
namespace {

std::string Written(uint32_t point) {
  std::string out = "<";
  AppendUtf8(out, point);
  return out.substr(1);
}

TEST(Utf8, TheFirstAndTheLastOfEachLength) {
  EXPECT_EQ(Written(0), std::string(1, '\0'));
  EXPECT_EQ(Written(0x7F), "\x7F");
  EXPECT_EQ(Written(0x80), "\xC2\x80");
  EXPECT_EQ(Written(0x7FF), "\xDF\xBF");
  EXPECT_EQ(Written(0x800), "\xE0\xA0\x80");
  EXPECT_EQ(Written(0xFFFF), "\xEF\xBF\xBF");
  EXPECT_EQ(Written(0x10000), "\xF0\x90\x80\x80");
  EXPECT_EQ(Written(0x10FFFF), "\xF4\x8F\xBF\xBF");
}

TEST(Utf8, EachCharacterIsValidAndNoTwoAreAlike) {
  std::string before;
  for (uint32_t point = 0; point <= 0x10FFFF; ++point) {
    if (point >= 0xD800 && point < 0xE000) continue;
    std::string written = Written(point);
    ASSERT_TRUE(IsUtf8(written)) << point;
    ASSERT_TRUE(point == 0 || written > before) << point;  // UTF-8 keeps the order of the characters
    before = std::move(written);
  }
}

}  // namespace
}  // namespace gatehouse::base

#include "base/lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::base {
namespace {

using Lines = std::vector<std::string>;

Lines LinesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) lines.emplace_back(TakeLine(text));
  return lines;
}

TEST(Lines, BothLineEndsAreCutOff) {
  EXPECT_EQ(LinesOf("a\nb\r\nc"), (Lines{"a", "b", "c"}));
  EXPECT_EQ(LinesOf("a\n\r\n\nb\n"), (Lines{"a", "", "", "b"}));
  EXPECT_EQ(LinesOf("a\r"), Lines{"a"});
  EXPECT_EQ(LinesOf("\n"), Lines{""});
  EXPECT_EQ(LinesOf(""), Lines{});
}

TEST(Lines, OnlyOneCarriageReturnIsPartOfALineEnd) { EXPECT_EQ(LinesOf("a\rb\r\r\nc"), (Lines{"a\rb\r", "c"})); }

TEST(Lines, AllLineEndsAtTheEndAreRemoved) {
  EXPECT_EQ(WithoutLineEnds("key\r\n\n"), "key");
  EXPECT_EQ(WithoutLineEnds("two\nlines"), "two\nlines");
  EXPECT_EQ(WithoutLineEnds(" key "), " key ");
  EXPECT_EQ(WithoutLineEnds("\r\n"), "");
}

}  // namespace
}  // namespace gatehouse::base

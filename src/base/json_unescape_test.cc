#include "base/json_unescape.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::json {
namespace {

using namespace std::literals;

std::optional<std::string> Unescaped(std::string_view raw) {
  std::string out(raw.size(), '#');
  const char* const end = Unescape(raw, out.data());
  if (end == nullptr) return std::nullopt;
  return out.substr(0, static_cast<size_t>(end - out.data()));
}

TEST(JsonUnescape, LettersOfRfc8259) {
  EXPECT_EQ(Unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Unescaped(R"(\\n\\\n)"), "\\n\\\n");  // a backslash is not the start of what follows it
  EXPECT_EQ(Unescaped(""), "");
  EXPECT_EQ(Unescaped("plain é€😀"), "plain é€😀");
  EXPECT_EQ(Unescaped("a\\nb"), "a\nb");
}

// Each length of UTF-8 at its first and its last character.
TEST(JsonUnescape, CharactersOfEveryLength) {
  EXPECT_EQ(Unescaped(R"(\u0000)"), "\0"s);
  EXPECT_EQ(Unescaped(R"(\u007f\u0080)"), "\x7f\xc2\x80");
  EXPECT_EQ(Unescaped(R"(\u07FF\u0800)"), "\xdf\xbf\xe0\xa0\x80");
  EXPECT_EQ(Unescaped(R"(\ud7ff\ue000)"), "\xed\x9f\xbf\xee\x80\x80");
  EXPECT_EQ(Unescaped(R"(\uffff\ud800\udc00)"), "\xef\xbf\xbf\xf0\x90\x80\x80");
  EXPECT_EQ(Unescaped(R"(\uDBFF\uDFFF)"), "\xf4\x8f\xbf\xbf");
  EXPECT_EQ(Unescaped(R"(\u0041\u00e9\u20AC\ud83D\uDE00)"), "Aé€😀");
  EXPECT_EQ(Unescaped(R"(\u00412)"), "A2");  // four digits, no more
}

TEST(JsonUnescape, WhatStandsForNothingIsRefused) {
  for (const auto raw : {R"(\x41)"sv,
                         R"(\u12)"sv,
                         R"(\u12g4)"sv,
                         R"(\ud800)"sv,
                         R"(\ud800x)"sv,
                         R"(\udc00)"sv,
                         R"(\ud800\ud800)"sv,
                         R"(\ud800\u0041)"sv,
                         R"(\ud83d\n)"sv,
                         R"(\ud83d\ude)"sv,
                         R"(\U0041)"sv,
                         "\\\n"sv,
                         R"(\q)"sv,
                         "\\"sv,
                         "a\\"sv,
                         R"(\u)"sv,
                         R"(\u004)"sv,
                         R"(\u+041)"sv,
                         R"(\ud800\)"sv,
                         R"(\ud800\u)"sv,
                         R"(\ud800\ue000)"sv,
                         "\\\0"sv}) {
    EXPECT_EQ(Unescaped(raw), std::nullopt) << raw;
  }
}

TEST(JsonUnescape, WritesNoMoreThanItWasGiven) {
  for (const auto raw : {R"(\n)"sv, R"(\u0041)"sv, R"(\uffff)"sv, R"(\ud83d\ude00)"sv, "plain"sv}) {
    std::string out(raw.size() + 1, '#');
    ASSERT_NE(Unescape(raw, out.data()), nullptr) << raw;
    EXPECT_EQ(out.back(), '#') << raw;
  }
}

}  // namespace
}  // namespace gatehouse::json

#include "gate/inspect/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gate {
namespace {

bool Matches(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::Compile(pattern);
  EXPECT_TRUE(compiled) << pattern;
  return compiled && compiled->Matches(text);
}

TEST(Pattern, A11_MatchesAnywhereUnlessAnchored) {
  EXPECT_TRUE(Matches("b+", "abbc"));
  EXPECT_FALSE(Matches("^b", "abbc"));
  EXPECT_FALSE(Matches("b$", "abbc"));
  EXPECT_TRUE(Matches("^a|x$", "abc"));
  EXPECT_TRUE(Matches("", ""));
  EXPECT_TRUE(Matches("^$", ""));
  EXPECT_FALSE(Matches("^$", "\n"));
  EXPECT_TRUE(Matches("a\nb", "xa\nby"));
  EXPECT_TRUE(Matches("^\\d{3}-\\w*$", "123-abc"));
  EXPECT_TRUE(Matches("^(?!x)[^)]{2}$", "ab"));
  EXPECT_TRUE(Matches("\xc3\xa9", "caf\xc3\xa9"));
  EXPECT_TRUE(Matches("^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$", "7d444840-9dc0-11d1-b245-5ffdce74fad2"));
}

// Each of these takes longer than the universe has when it is matched by backtracking.
TEST(Pattern, A11_NoPatternTakesExponentialTime) {
  const std::string text = std::string(kMaxPatternInput - 1, 'a') + "b";
  for (const auto* const pattern :
       {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*c", ".*.*.*.*.*c", "^(([a-z])+.)+[A-Z]([a-z])+$"}) {
    EXPECT_FALSE(Matches(pattern, text)) << pattern;
  }
}

TEST(Pattern, A11_PatternsAreBounded) {
  const auto error = [](std::string_view pattern) {
    const auto compiled = Pattern::Compile(pattern);
    return compiled ? "compiles" : compiled.error().what;
  };
  EXPECT_EQ(error(std::string(kMaxPatternBytes, 'a')), "compiles");
  EXPECT_EQ(error(std::string(kMaxPatternBytes + 1, 'a')), "The pattern has more than 1024 bytes");
  EXPECT_EQ(error("a{2000}"), "compiles");
  EXPECT_EQ(error("(.{1,40}-){1,40}"), "compiles");
  constexpr auto kTooMuch = "The pattern repeats too much";
  for (const auto* const pattern : {"a{2001}", "a{1,9999}", "(a{100}){100}", "((a{20}){20}){20}", "[^\\]]{3000}",
                                    "\\d{3000}", "(a{1000}b{1000}c)", "a{99999999999999999999}"}) {
    EXPECT_EQ(error(pattern), kTooMuch) << pattern;
  }
  EXPECT_EQ(error("(a)\\1"), "The pattern has a back-reference, which takes exponential time to match");
  for (const auto* const pattern : {"(", ")", "a)|(b", "[", "*", "\\", "a{2", "(?<n>a)"}) {
    EXPECT_EQ(error(pattern), "Not a regular expression of ECMA-262") << pattern;
  }
  EXPECT_EQ(error(std::string_view("a\0b", 3)), "The pattern contains a NUL");
}

TEST(Pattern, A11_TextsAreBounded) {
  const auto any = Pattern::Compile("a");
  EXPECT_TRUE(any->Matches(std::string(kMaxPatternInput, 'a')));
  EXPECT_FALSE(any->Matches(std::string(kMaxPatternInput + 1, 'a')));
  EXPECT_TRUE(Pattern::Reads(std::string(kMaxPatternInput, 'a')));
  EXPECT_FALSE(Pattern::Reads(std::string(kMaxPatternInput + 1, 'a')));
}

}  // namespace
}  // namespace gatehouse::gate

#include "scan/pattern.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace gatehouse::scan {
namespace {

TEST(Pattern, TheNotationBecomesARegularExpression) {
  EXPECT_EQ(Expand("ghp_<36:alnum>"), "ghp_[0-9A-Za-z]{36}");
  EXPECT_EQ(Expand("<2-4:hex>-<3:digit>"), "[0-9a-f]{2,4}-[0-9]{3}");
  EXPECT_EQ(Expand("<8-2000:url>"), "[0-9A-Za-z_-]{8}[0-9A-Za-z_-]*");  // neither library counts beyond 1000
  EXPECT_TRUE(Expand("<uuid>").starts_with("[0-9a-fA-F]{8}-"));
}

TEST(Pattern, WhatIsNoNotationStays) {
  EXPECT_EQ(Expand("<a><3:unknown><3->x"), "<a><3:unknown><3->x");
  EXPECT_EQ(Expand("(?P<name>x)<"), "(?P<name>x)<");
}

TEST(Pattern, KeysOfLettersAndDigitsAreOneRun) {
  for (const char* pattern :
       {"<32:hex>", "<32:hex>|<40:alnum>", "<40-64:alnum>={0,2}", "EAAA<28:lower>", "<16:upper><16:digit>"})
    EXPECT_TRUE(IsOneRun(pattern, 32)) << pattern;
  for (const char* pattern :
       {"<31:hex>", "<32:hex>|<20:alnum>", "<40:url>", "<40:b64>", "<uuid>", "<40:alnum>\\.<40:alnum>",
        "(?:<40:alnum>)", "pk_<40:alnum>", "<40:alnum>?", "[0-9]{40}", "", "<40:alnum>|"})
    EXPECT_FALSE(IsOneRun(pattern, 32)) << pattern;
}

TEST(Pattern, TheWidthOfAMatchHasALimit) {
  const std::pair<const char*, size_t> kWidths[] = {{"", 0},
                                                    {"abc", 3},
                                                    {"a|bcd|ef", 3},
                                                    {"(?i)a(?:bc|d)?e", 4},
                                                    {"[ab]{2,30}c", 31},
                                                    {"[]a]{3}b", 4},
                                                    {"[^]\\]]x", 2},
                                                    {"\\bx\\.y$", 3},
                                                    {"(?i:a{2})(b|cd){3}", 8},
                                                    {"a{1,4}?b", 5},
                                                    {"\\(\\s{0,4}", 5},
                                                    {"(?:^|\\n)a", 2},
                                                    {"<![\\[]a\\[\\]", 6},
                                                    {"x\\?{2}", 3}};
  for (const auto& [regex, width] : kWidths) EXPECT_EQ(MostWidth(regex), width) << regex;
  for (const char* regex : {"a*", "a+b", "(?:ab+|c)d", "[a-z]{3,}", "\\S+?x"})
    EXPECT_EQ(MostWidth(regex), std::nullopt) << regex;
  for (const char* regex : {"(", "[", "a{", "\\", "(?", "a{2", ")"})
    EXPECT_LE(MostWidth(regex).value_or(0), 2U) << regex;
}

TEST(Pattern, ATriggerIsTheBeginningAndEndsEarly) {
  EXPECT_EQ(TriggerOf({.pattern = "ghp_<36:alnum>"}).regex, "ghp_[0-9A-Za-z]{16}");
  EXPECT_EQ(TriggerOf({.pattern = "x-<4-9:hex>-y"}).regex, "x-[0-9a-f]{4}");
  EXPECT_EQ(TriggerOf({.pattern = "key=(<43:b64>=)"}).regex, "key=[0-9A-Za-z+/]{16}");
  EXPECT_EQ(TriggerOf({.pattern = "key=(?:<43:b64>=)"}).regex, "key=[0-9A-Za-z+/]{16}");
  EXPECT_EQ(TriggerOf({.pattern = "<40:hex>", .word = "acme", .kind = Rule::Kind::kNamed}).regex, "acme");
  EXPECT_EQ(TriggerOf({.pattern = "long", .trigger = "short"}).regex, "short");
}

}  // namespace
}  // namespace gatehouse::scan

#include "scan/pattern.h"

#include <gtest/gtest.h>

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

#include "gate/inspect/prompt/rule_parts.h"

#include <gtest/gtest.h>

namespace gatehouse::prompt {
namespace {

TEST(RuleParts, WithoutAGapItIsOne) {
  const auto chains = PartsOf("\\ba|b(?:c|d.{0,99}e)|[|]{0,3}\\|x.{0,5}");
  ASSERT_EQ(chains.size(), 1U);
  ASSERT_EQ(chains[0].size(), 1U);
  EXPECT_EQ(chains[0][0].regex, "\\ba|b(?:c|d.{0,99}e)|[|]{0,3}\\|x.{0,5}");
}

TEST(RuleParts, CutAtItsGaps) {
  const auto chains = PartsOf("ab.{0,20}c[^.\\n>]{0,40}?(?:d|e)|f|g[^a-z]{0,30}h");
  ASSERT_EQ(chains.size(), 2U);
  ASSERT_EQ(chains[0].size(), 3U);
  EXPECT_EQ(chains[0][0].regex, "ab");
  EXPECT_EQ(chains[0][1].regex, "c");
  EXPECT_EQ(chains[0][1].gap, 20U);
  EXPECT_EQ(chains[0][1].stops, "");
  EXPECT_EQ(chains[0][2].regex, "(?:d|e)");
  EXPECT_EQ(chains[0][2].stops, ".\n>");
  EXPECT_EQ(chains[1][0].regex, "f|g[^a-z]{0,30}h");
}

TEST(RuleParts, APartInPlainBracketsIsTheLead) {
  const auto chains = PartsOf("(?:ab).{0,20}(c|d)");
  ASSERT_EQ(chains.size(), 1U);
  EXPECT_FALSE(chains[0][0].lead);
  EXPECT_TRUE(chains[0][1].lead);
}

TEST(RuleParts, ALeadMayBeWithinAPart) {
  const auto chains = PartsOf("ab?(?:c|d){2}(e(?:f|gh))i.{0,20}k");
  ASSERT_EQ(chains.size(), 1U);
  ASSERT_TRUE(chains[0][0].lead);
  EXPECT_EQ(chains[0][0].lead->regex, "e(?:f|gh)");
  EXPECT_EQ(chains[0][0].lead->before, 2U + 2U + 3U);
  EXPECT_EQ(chains[0][0].lead->behind, 1U);
  EXPECT_FALSE(chains[0][1].lead);
  const Part alone = PartOf("a+(b)[(]c*");
  ASSERT_TRUE(alone.lead);
  EXPECT_EQ(alone.lead->regex, "b");
  EXPECT_EQ(alone.lead->before, kUnbounded);
  EXPECT_EQ(alone.lead->behind, kUnbounded);
  for (const char* regex : {"a(?:b(c))", "\\((?:b)", "[(]b", "(a)|b", "(a)?b", "a", "", "(", "(a"})
    EXPECT_FALSE(PartOf(regex).lead) << regex;
}

TEST(RuleParts, WhatBeginsWithTheTextIsNotCut) {
  EXPECT_EQ(PartsOf("^ab.{0,20}c").size(), 1U);
  EXPECT_EQ(PartsOf("^ab.{0,20}c").front().size(), 1U);
}

TEST(RuleParts, Alternatives) {
  EXPECT_EQ(AlternativesOf("a|b(?:c|d)|[|]\\||").size(), 4U);
  EXPECT_EQ(AlternativesOf("a|b(?:c|d)|[|]\\||")[2], "[|]\\|");
  EXPECT_EQ(AlternativesOf("").size(), 1U);
  EXPECT_EQ(AlternativesOf("(|").size(), 1U);
}

TEST(RuleParts, WhatIsNoExpressionIsCutWithoutHarm) {
  for (const char* regex :
       {"", "(", ")", "[", "[^", "\\", ".{0,", ".{0,99", ".{0,99}", "|", "[^]{0,20}", "a.{0,99999999999}b"}) {
    EXPECT_LE(PartsOf(regex).size(), 1U) << regex;
  }
}

}  // namespace
}  // namespace gatehouse::prompt

#include "gate/inspect/prompt/rule_facts.h"

#include <gtest/gtest.h>

namespace gatehouse::prompt {
namespace {

TEST(RuleFacts, TheFewestBytes) {
  EXPECT_EQ(FactsOf("\\bab?c*d+e{2,3}").least, 4U);
  EXPECT_EQ(FactsOf("(?:abc|de)[x-z]{0,4}(f|)").least, 2U);
  EXPECT_EQ(FactsOf("a|").least, 0U);
  EXPECT_EQ(FactsOf("\\|\\([])]x*?y").least, 4U);
}

TEST(RuleFacts, WhatNeedsAMark) {
  for (const char* regex :
       {"<\\s?script", "a=|b<", "(?:a=|b[<>])c", "[<>{]x", "\\bx\\s?\\{2,}", "[\\[\\]]", "[#-&]", "a(?:b|c=)?d&"})
    EXPECT_EQ(FactsOf(regex).needs, Needs::kMark) << regex;
  for (const char* regex : {"", "ab", "a=?b", "a={0,3}", "a=|b", "(?:<|')x", "[<>a]", "[^<]", "^a$", "\\x3c", "\\s",
                            "(?:a=)?b", "a|", "[<"})
    EXPECT_NE(FactsOf(regex).needs, Needs::kMark) << regex;
}

TEST(RuleFacts, WhatNeedsASign) {
  for (const char* regex :
       {"(?:['\"`)]|\\b[0-9]{1,9})x", "a[0-9]", "[0-9'<]", "a\\(", "\\b_", "[0-8]", "\\d", "(?:<|')x", "a=|b'"})
    EXPECT_EQ(FactsOf(regex).needs, Needs::kSign) << regex;
  for (const char* regex : {"(?:^|['\"])x", "[0-9a]", "[^0-9]", "'?a", "a-b", "-----", "[0-9]{0,3}"})
    EXPECT_EQ(FactsOf(regex).needs, Needs::kNothing) << regex;
}

TEST(RuleFacts, TheMostBytes) {
  EXPECT_EQ(FactsOf("\\bab?c{0,3}d{2}(?:abc|de)[x-z]").most, 11U);
  EXPECT_EQ(FactsOf("a|bcd?").most, 3U);
  EXPECT_EQ(FactsOf("^$").most, 0U);
  for (const char* regex : {"a*", "ab+c", "a{2,}", "(?:ab?){0,3}c*?", "(?:a{60000}){90000}"})
    EXPECT_EQ(FactsOf(regex).most, kUnbounded) << regex;
}

TEST(RuleFacts, RareAndCommon) {
  const char* const from_common_to_rare[] = {".",       "[a-z]",         "\\bthe\\b",      "(?:show|tell)\\s",
                                             "show\\s", "instructions?", "system\\sprompt"};
  double before = 1.01;
  for (const char* regex : from_common_to_rare) {
    EXPECT_LT(FactsOf(regex).odds, before) << regex;
    before = FactsOf(regex).odds;
  }
  EXPECT_EQ(FactsOf("(?:abc)?\\b").odds, 1);
}

TEST(RuleFacts, WhatDependsOnWhereTheTextBeginsOrEnds) {
  for (const char* regex : {"^a", "a(?:b|$)", "(?:^|b)c"}) EXPECT_TRUE(FactsOf(regex).anchored) << regex;
  for (const char* regex : {"[^a]", "\\^a", "\\$", "[$]", "a|b"}) EXPECT_FALSE(FactsOf(regex).anchored) << regex;
}

TEST(RuleFacts, WhatHoldsTheEnd) {
  for (const char* regex : {"a$", "$a", "a(?:b|$)", "(?:a$)?b"}) EXPECT_TRUE(FactsOf(regex).holds_end) << regex;
  for (const char* regex : {"^a", "(?:^|b)c", "\\$", "[$]"}) EXPECT_FALSE(FactsOf(regex).holds_end) << regex;
}

TEST(RuleFacts, WhatEndsWhereTheTextDoes) {
  for (const char* regex : {"$", "a$", "$|b$", "a(?:b|c)\\s?$", "(?:a$|b$)", "a(?:b$|$)"})
    EXPECT_TRUE(FactsOf(regex).at_end) << regex;
  for (const char* regex : {"a", "^a$", "(?:^|b)c$", "a(?:$|b)", "a$|b", "a|b?$", "a$?", "$a", "\\$", "(?:a|$)b$"})
    EXPECT_FALSE(FactsOf(regex).at_end) << regex;
}

TEST(RuleFacts, WhatBeginsWithALetter) {
  for (const char* regex : {"a", "[a-f]1", "\\b(?:ab|c)[0-9]", "a|b", "(?:\\bx|y)1", "a{2}"})
    EXPECT_TRUE(FactsOf(regex).begins_with_letter) << regex;
  for (const char* regex : {"", "1", "a|1", "a?1", "a{0,2}b?", "(?:a|)1", "[a-z0-9]", "[^a]", ".", "\\w", "(?:^|a)1"})
    EXPECT_FALSE(FactsOf(regex).begins_with_letter) << regex;
}

TEST(RuleFacts, WhatIsNoExpressionDoesNoHarm) {
  for (const char* regex :
       {"", "(", ")", "[", "[^", "\\", "a{", "a{2", "a{,}", "a{99999999999}", "{1}", "?", "[a-", "[\\"})
    (void)FactsOf(regex);
}

}  // namespace
}  // namespace gatehouse::prompt

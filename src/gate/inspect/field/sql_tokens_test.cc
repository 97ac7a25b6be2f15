#include "gate/inspect/field/sql_tokens.h"

#include <gtest/gtest.h>

namespace gatehouse::field {
namespace {

std::string Letters(std::string_view text, SqlPlace place = SqlPlace::kPlain) {
  return TokeniseSql(text, place).letters;
}

TEST(SqlTokens, ReadsWordsNumbersAndSigns) {
  EXPECT_EQ(Letters("1 or 1=1"), "1&1=1");
  EXPECT_EQ(Letters("1 union all select 2"), "1US1");
  EXPECT_EQ(Letters("a.b, @x, @@version, 0x2a, 1.5e-3"), "n.n,v,v,1,1");
  EXPECT_EQ(Letters("order by 1"), "B1");
  EXPECT_EQ(Letters("sleep(1) sleep"), "F(1)n");
  EXPECT_EQ(Letters("count (x)"), "f(n)");
  EXPECT_EQ(Letters("not like 'a%'"), "=s");
  EXPECT_EQ(Letters("1union select"), "1US");
  EXPECT_EQ(Letters("12th"), "n");
  EXPECT_EQ(Letters("[a b]"), "n");
}

TEST(SqlTokens, BeginsInsideOfQuotes) {
  EXPECT_EQ(Letters("a' or 'b", SqlPlace::kSingle), "s&q");
  EXPECT_EQ(Letters("no quote here", SqlPlace::kSingle), "q");
  EXPECT_EQ(Letters("it''s", SqlPlace::kSingle), "q");
  EXPECT_EQ(Letters("a\\' or 1", SqlPlace::kSingle), "q");
  EXPECT_EQ(Letters("a\" or 1", SqlPlace::kDouble), "s&1");
}

TEST(SqlTokens, ReadsComments) {
  EXPECT_EQ(Letters("1 -- rest"), "1c");
  EXPECT_EQ(Letters("1 # rest"), "1c");
  EXPECT_EQ(Letters("1 /* rest"), "1c");
  EXPECT_EQ(Letters("1/**/or/**/1"), "1&1");
  EXPECT_EQ(Letters("1 --\nunion select"), "1US");
  EXPECT_EQ(Letters("/*!50000union*/ select"), "US");
  EXPECT_TRUE(TokeniseSql("/*!union*/", SqlPlace::kPlain).version_comment);
}

TEST(SqlTokens, KeepsTheTexts) {
  const SqlTokens tokens = TokeniseSql("x = 'a b'", SqlPlace::kPlain);
  ASSERT_EQ(tokens.texts.size(), tokens.letters.size());
  EXPECT_EQ(tokens.texts[2], "a b");
}

}  // namespace
}  // namespace gatehouse::field

#include "base/http_token.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(HttpTokenTest, TokensAreWhatTheStandardListsAndNothingElse) {
  int count = 0;
  for (int byte = 0; byte < 256; ++byte) count += IsTokenCharacter(static_cast<char>(byte)) ? 1 : 0;
  EXPECT_EQ(count, 10 + 26 + 26 + 15);
  for (const char c : std::string_view(" \t\"(),/:;<=>?@[\\]{}\x7f\x80\xff\n\0", 25))
    EXPECT_FALSE(IsTokenCharacter(c)) << int{c};
}

TEST(HttpTokenTest, ATokenHasACharacter) {
  EXPECT_FALSE(IsToken(""));
  EXPECT_TRUE(IsToken("X-Forwarded-For"));
  EXPECT_TRUE(IsToken("GET"));
  EXPECT_FALSE(IsToken("X Y"));
  EXPECT_FALSE(IsToken("name:"));
}

}  // namespace
}  // namespace gatehouse::base

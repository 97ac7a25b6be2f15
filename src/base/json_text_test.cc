#include "base/json_text.h"

#include <gtest/gtest.h>

namespace gatehouse::json {
namespace {

using namespace std::string_view_literals;

TEST(JsonText, QuotesPlainText) {
  EXPECT_EQ(Quoted(""), R"("")");
  EXPECT_EQ(Quoted("droplet 14 · ü"), "\"droplet 14 · ü\"");
}

TEST(JsonText, B7_NoStringBreaksOutOfItsQuotesOrItsLine) {
  EXPECT_EQ(Quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(Quoted("\n\r\t\b\f\0\x1b\x7f"sv), R"("\n\r\t\b\f\u0000\u001b\u007f")");
  EXPECT_EQ(Quoted("\xE2\x80\xA8\xE2\x80\xA9"), R"("\u2028\u2029")");
}

TEST(JsonText, B7_BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(Quoted("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Quoted("\xC3"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(Quoted("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace gatehouse::json

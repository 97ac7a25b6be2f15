#include "cli/terminal/value.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(Value, IsWrittenInTheOrderInWhichItWasBuilt) {
  Value value = Object({{"zebra", 1}, {"ape", "x"}, {"good", true}, {"score", 0.0}, {"none", std::optional<int>()}});
  value.Set("big", uint64_t{18'446'744'073'709'551'615U});
  value.Set("small", -3);
  value.Set("names", std::vector<std::string>{"a", "b"});
  value.Set("empty", EmptyList());
  EXPECT_EQ(value.Json(true),
            R"({"zebra":1,"ape":"x","good":true,"score":0.0,"none":null,"big":18446744073709551615,"small":-3,)"
            R"("names":["a","b"],"empty":[]})");
}

TEST(Value, BytesThatAreNotUtf8AreReplaced) {
  EXPECT_EQ(Value("\xff").Json(true), R"("\ufffd")");
  EXPECT_EQ(Value("\u00e4").Json(true), R"("\u00e4")");
  EXPECT_EQ(Value("\u00e4").Json(false), "\"\u00e4\"");
}

TEST(Value, IsReadAsItIsWritten) {
  const std::string text = R"({"a":[1,-2,3.5,null,true,"x"],"b":{"c":{}}})";
  const auto value = Value::FromJson(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->Json(true), text);
  EXPECT_FALSE(Value::FromJson("{"));
  EXPECT_FALSE(Value::FromJson(""));
}

TEST(Value, TextOfAMember) {
  const Value value = Object({{"text", "x"}, {"number", 7}, {"null", Value()}, {"list", std::vector<int>{1}}});
  EXPECT_EQ(value.TextOf("text"), "x");
  EXPECT_EQ(value.TextOf("number"), "7");
  EXPECT_EQ(value.TextOf("null"), "");
  EXPECT_EQ(value.TextOf("absent"), "");
  EXPECT_EQ(value.TextOf("list"), "[1]");
  EXPECT_EQ(Value(3).TextOf("text"), "");
}

TEST(Value, RemovesAMember) {
  Value value = Object({{"a", 1}, {"secret", "x"}});
  EXPECT_TRUE(value.Remove("secret"));
  EXPECT_FALSE(value.Remove("secret"));
  EXPECT_EQ(value.Json(true), R"({"a":1})");
}

TEST(Value, AnEmptyObjectIsNotNull) {
  EXPECT_EQ(EmptyObject().Json(true), "{}");
  EXPECT_EQ(Value().Json(true), "null");
}

TEST(Value, IntegersOnly) {
  EXPECT_EQ(Value(5).AsInteger(), 5);
  EXPECT_EQ(Value(uint64_t{5}).AsInteger(), 5);
  EXPECT_FALSE(Value(5.0).AsInteger());
  EXPECT_FALSE(Value("5").AsInteger());
  EXPECT_FALSE(Value(uint64_t{18'446'744'073'709'551'615U}).AsInteger());
}

}  // namespace
}  // namespace gatehouse::cli

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "settings/schema.h"

namespace gatehouse::settings {
namespace {

struct Case {
  Type type;
  std::vector<const char*> good;
  std::vector<const char*> bad;
};

TEST(Value, B4_EveryType) {
  const std::vector<Case> cases = {
      {Type::kString, {"", "anything at all", "\n"}, {}},
      {Type::kInteger, {"0", "-7", "8080"}, {"", "1.5", "1e3", " 1", "1 ", "+-1", "0x10", "99999999999999999999"}},
      {Type::kNumber, {"0.5", "-2", "1e3"}, {"", "nan", "inf", "1,5", "half", "1e999"}},
      {Type::kBoolean, {"true", "FALSE", "1", "0", "yes", "Off"}, {"", "2", "maybe", "true "}},
      {Type::kUrl,
       {"https://a.example", "postgresql://u:p%40@db:5432/x?y=z", "sqlite:///data.db", "redis://:pw@host/0",
        "http://[::1]:80/"},
       {"", "a.example", "https://", "https:///path", "http://a b", "://x", "1a://x", "http://:80/", "http://u@/"}},
      {Type::kPath, {"/etc/app", "data/x.db"}, {"", "a\nb"}},
      {Type::kDuration, {"30s", "5m", "24h", "7d"}, {"", "30", "5 m", "-1s", "soon"}},
      {Type::kJson, {"{}", "[1,2]", "\"x\"", "1"}, {"", "{", "{\"a\":1,\"a\":2}", "nope"}},
  };
  for (const Case& row : cases) {
    const Entry entry{.name = "X", .type = row.type};
    for (const char* good : row.good) EXPECT_TRUE(CheckValue(entry, good)) << Name(row.type) << " '" << good << "'";
    for (const char* bad : row.bad) EXPECT_FALSE(CheckValue(entry, bad)) << Name(row.type) << " '" << bad << "'";
  }
}

TEST(Value, B4_BoundsAreInclusive) {
  const Entry port{.name = "PORT", .type = Type::kInteger, .min = 1, .max = 65535};
  EXPECT_TRUE(CheckValue(port, "1"));
  EXPECT_TRUE(CheckValue(port, "65535"));
  EXPECT_EQ(CheckValue(port, "0").error().what, "is below 1");
  EXPECT_EQ(CheckValue(port, "65536").error().what, "is above 65535");
  const Entry key{.name = "KEY", .min = 32};
  EXPECT_TRUE(CheckValue(key, std::string(32, 'k')));
  EXPECT_EQ(CheckValue(key, std::string(31, 'k')).error().what, "is below 32 bytes");
  const Entry wait{.name = "WAIT", .type = Type::kDuration, .max = 300};
  EXPECT_TRUE(CheckValue(wait, "5m"));
  EXPECT_EQ(CheckValue(wait, "6m").error().what, "is above 300s");
}

TEST(Value, B4_OneOf) {
  const Entry level{.name = "LEVEL", .one_of = {"info", "warning"}};
  EXPECT_TRUE(CheckValue(level, "info"));
  const auto judged = CheckValue(level, "INFO");
  ASSERT_FALSE(judged);
  EXPECT_EQ(judged.error().fix, "write info or warning");
}

TEST(Value, B4_NeverSaysTheValue) {
  constexpr const char* kPlanted = "planted hunter2 value";
  for (const Type type : {Type::kInteger, Type::kNumber, Type::kBoolean, Type::kUrl, Type::kDuration, Type::kJson}) {
    const auto judged = CheckValue(Entry{.name = "X", .type = type}, kPlanted);
    ASSERT_FALSE(judged);
    EXPECT_THAT(judged.error().Text(), testing::Not(testing::HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace gatehouse::settings

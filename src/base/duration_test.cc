#include "base/duration.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

using std::chrono::seconds;

TEST(DurationTest, IsANumberAndAUnit) {
  EXPECT_EQ(ParseDuration("90s"), seconds{90});
  EXPECT_EQ(ParseDuration("15m"), seconds{900});
  EXPECT_EQ(ParseDuration("24h"), seconds{86'400});
  EXPECT_EQ(ParseDuration("7d"), seconds{604'800});
  EXPECT_EQ(ParseDuration("2w"), seconds{1'209'600});
  EXPECT_EQ(ParseDuration("0s"), seconds{0});
  EXPECT_EQ(ParseDuration("1000000000000s"), kMaxDuration);
}

TEST(DurationTest, NothingElseIsOne) {
  for (const char* wrong : {"", "s", "60", "1.5h", "-1s", "+1s", "1 h", " 1h", "1h ", "1H", "1y", "1h30m",
                            "99999999999999999999s", "1000000000001s", "1000000000000d"}) {
    EXPECT_EQ(ParseDuration(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace gatehouse::base

#include "yaml/quantity.h"

#include <gtest/gtest.h>

namespace gatehouse::yaml {
namespace {

TEST(Quantity, DurationsAreANumberAndAUnit) {
  EXPECT_EQ(ParseDuration("24h"), std::chrono::hours{24});
  EXPECT_EQ(ParseDuration("30m"), std::chrono::minutes{30});
  EXPECT_EQ(ParseDuration("60s"), std::chrono::seconds{60});
  EXPECT_EQ(ParseDuration("0s"), std::chrono::seconds{0});
  EXPECT_EQ(ParseDuration("7d"), std::chrono::hours{168});
  EXPECT_EQ(ParseDuration("2w"), std::chrono::hours{336});
  EXPECT_EQ(ParseDuration("24H"), std::chrono::hours{24});
  for (const char* wrong :
       {"", "h", "60", "1.5h", "-1s", "+1s", "1 h", "1y", "01h", "1h30m", "99999999999999999999s", "1000000000000d"}) {
    EXPECT_FALSE(ParseDuration(wrong)) << wrong;
  }
}

TEST(Quantity, SizesAreBytesOrOneUnit) {
  EXPECT_EQ(ParseSize("65536"), 65'536);
  EXPECT_EQ(ParseSize("1mb"), 1'000'000);
  EXPECT_EQ(ParseSize("1MB"), 1'000'000);
  EXPECT_EQ(ParseSize("1MiB"), 1'048'576);
  EXPECT_EQ(ParseSize("2kib"), 2048);
  EXPECT_EQ(ParseSize("1gb"), 1'000'000'000);
  EXPECT_EQ(ParseSize("10b"), 10);
  for (const char* wrong : {"", "mb", "1.5mb", "-1", "1m", "0x10", "1 mb", "1000000000000gb", "18446744073709551617"}) {
    EXPECT_FALSE(ParseSize(wrong)) << wrong;
  }
}

TEST(Quantity, IntegersAreDigitsAlone) {
  EXPECT_EQ(ParseInteger("0"), 0);
  EXPECT_EQ(ParseInteger("443"), 443);
  for (const char* wrong : {"", "007", "+1", "-1", "1.0", "1e3", " 1", "9999999999999"})
    EXPECT_FALSE(ParseInteger(wrong)) << wrong;
}

}  // namespace
}  // namespace gatehouse::yaml

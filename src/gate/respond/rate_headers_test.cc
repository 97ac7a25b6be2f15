#include "gate/respond/rate_headers.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(RateHeaders, B11_SaysWhatIsLeftAndWhatTheQuotaIs) {
  const RateReport report{.name = "10-minute-identity", .count = 10, .window_s = 60, .remaining = 9, .reset_s = 42};
  EXPECT_EQ(RateLimitValue(report), R"("10-minute-identity";r=9;t=42)");
  EXPECT_EQ(RateLimitPolicyValue(report), R"("10-minute-identity";q=10;w=60)");
}

TEST(RateHeaders, B11_NoNameCanEndTheFieldOrTheLine) {
  RateReport report;
  report.name = "a\"b\\c\r\nX: y\xC3\xA9";
  EXPECT_EQ(RateLimitValue(report), "\"a\\\"b\\\\c??X: y??\";r=0;t=0");
}

}  // namespace
}  // namespace gatehouse::gate

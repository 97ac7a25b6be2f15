#include "gate/respond/rate_headers.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::gate {
namespace {

using namespace std::chrono_literals;

std::string RateLimit(const RateReport& report) {
  std::vector<char> room(RateLimitBytes(report));
  return std::string(WriteRateLimit(report, room));
}

TEST(RateHeaders, B11_SaysWhatIsLeftAndWhatTheQuotaIs) {
  const std::string policy = RateLimitPolicyValue("10-minute-identity", 10, 1min);
  EXPECT_EQ(policy, R"("10-minute-identity";q=10;w=60)");
  EXPECT_EQ(RateLimit({.name = "10-minute-identity", .policy = policy, .remaining = 9, .reset_s = 42}),
            R"("10-minute-identity";r=9;t=42)");
}

TEST(RateHeaders, B11_TheLargestNumbersHaveRoom) {
  const RateReport report{.name = "n", .remaining = UINT32_MAX, .reset_s = UINT32_MAX};
  EXPECT_EQ(RateLimit(report), R"("n";r=4294967295;t=4294967295)");
}

}  // namespace
}  // namespace gatehouse::gate

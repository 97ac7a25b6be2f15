#include "control/metrics/gate_figures.h"

#include <gtest/gtest.h>

#include "base/testing_folder.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/route_counters.h"

namespace gatehouse::metrics {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

class GateFigures : public ::testing::Test {
 protected:
  GateFigures() {
    auto region = state::Region::OpenOrCreate(
        folder_.At("state"), {.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
    EXPECT_TRUE(region);
    region_.emplace(std::move(*region));
  }

  [[nodiscard]] std::string Text() const {
    Exposition out;
    AppendGateFigures(*region_, kNow, out);
    return out.Take();
  }

  base::testing::Folder folder_;
  std::optional<state::Region> region_;
};

TEST_F(GateFigures, A14_RequestsAreToldByRouteDecisionAndReason) {
  state::RouteCounters routes(*region_);
  const size_t place = routes.PlaceOf("POST /message");
  routes.Count(place, gate::Reason::kAllowed, false);
  routes.Count(place, gate::Reason::kRateLimited, false);
  routes.Count(place, gate::Reason::kTokenExpired, true);
  routes.Count(place, gate::Reason::kUpstreamError, false);
  const std::string text = Text();
  for (const std::string_view line :
       {R"(gatehouse_requests_total{route="POST /message",decision="allowed",reason="allowed"} 1)",
        R"(gatehouse_requests_total{route="POST /message",decision="refused",reason="rate_limited"} 1)",
        R"(gatehouse_requests_total{route="POST /message",decision="observed",reason="token_expired"} 1)",
        R"(gatehouse_requests_total{route="POST /message",decision="failed",reason="upstream_error"} 1)"}) {
    EXPECT_TRUE(text.contains(std::string(line) + "\n")) << line << "\nis not in\n" << text;
  }
}

TEST_F(GateFigures, A14_ALatencyIsInEveryBucketFromItsOwnOn) {
  state::Counters(*region_).Time(state::Timed::kRequest, std::chrono::microseconds(100));
  const std::string text = Text();
  EXPECT_TRUE(text.contains(R"(gatehouse_request_duration_seconds_bucket{stage="request",le="6.5536e-05"} 0)")) << text;
  EXPECT_TRUE(text.contains(R"(gatehouse_request_duration_seconds_bucket{stage="request",le="0.000131072"} 1)"))
      << text;
  EXPECT_TRUE(text.contains(R"(gatehouse_request_duration_seconds_bucket{stage="request",le="+Inf"} 1)"));
  EXPECT_TRUE(text.contains(R"(gatehouse_request_duration_seconds_sum{stage="request"} 0.0001)"));
}

TEST_F(GateFigures, C15_BlocksAreCountedByKind) {
  state::BlockTable blocks(*region_);
  ASSERT_TRUE(blocks.AddNetwork(*base::IpNetwork::Parse("192.0.2.1/32"), "", kNow, {}, {}));
  ASSERT_TRUE(blocks.AddIdentity({"issuer", "subject"}, "", kNow, {}));
  EXPECT_TRUE(Text().contains("gatehouse_blocks{kind=\"address\"} 1\ngatehouse_blocks{kind=\"identity\"} 1\n"));
}

}  // namespace
}  // namespace gatehouse::metrics

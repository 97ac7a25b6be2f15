#include "control/service/unwritten.h"

#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

// A gate that has three entries.
class ListedGate final : public GateLink {
 public:
  base::Result<> Revoke(const state::Revocation&, base::Wall) override { return {}; }
  base::Result<> Unrevoke(state::Revoked, std::string_view, std::string_view) override { return {}; }
  bool IsRevoked(const jose::Claims&, base::Wall) const override { return false; }
  std::vector<state::Revocation> Revocations(base::Wall) const override {
    return {{.issuer = "ours", .value = "a", .reason = UnwrittenReason("lost")},
            {.issuer = "ours", .value = "b", .reason = "lost"},
            {.issuer = "theirs", .value = "c", .reason = UnwrittenReason("lost")}};
  }
  void FilesChanged() override {}
  gate::RateVerdict Take(const gate::Limit&, std::string_view, base::Steady) override { return {}; }
  void GiveBack(const gate::Limit&, std::string_view, base::Steady) override {}
  uint64_t Refused(gate::Reason) const override { return 0; }
  void Log(const events::Event&) override {}
  void LogRepeats(base::Wall) override {}
};

TEST(Unwritten, B2_OrdersOfOneIssuerWithTheirReason) {
  const auto orders = UnwrittenOf(ListedGate(), "ours", kNow);
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].value, "a");
  EXPECT_EQ(orders[0].reason, "lost");
}

}  // namespace
}  // namespace gatehouse::service

#include "state/mapped_ledger.h"

#include <gtest/gtest.h>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Steady kNow{milliseconds(1'000'000)};
constexpr base::Wall kWall{milliseconds(1'700'000'000'000)};

TEST(MappedLedger, B11_TakesAndGivesBack) {
  ScratchRegion region;
  MappedLedger ledger(*region);
  const gate::Limit limit{.count = 2, .window = seconds(60), .id = 5};
  ledger.Prefetch(limit, "192.0.2.1");
  EXPECT_EQ(ledger.Take(limit, "192.0.2.1", kNow).remaining, 1U);
  EXPECT_EQ(ledger.Take(limit, "192.0.2.1", kNow).remaining, 0U);
  EXPECT_FALSE(ledger.Take(limit, "192.0.2.1", kNow).admitted);
  EXPECT_TRUE(ledger.Take(limit, "192.0.2.2", kNow).admitted);
  ledger.GiveBack(limit, "192.0.2.1", kNow);
  EXPECT_TRUE(ledger.Take(limit, "192.0.2.1", kNow).admitted);
}

TEST(MappedLedger, C15_AsksBlocksAndRevocations) {
  ScratchRegion region;
  MappedLedger ledger(*region);
  const auto bad = *base::IpAddress::Parse("203.0.113.9");
  gate::Principal principal;
  principal.issuer = "i";
  principal.subject = "s";
  principal.token_id = "j";
  EXPECT_FALSE(ledger.AddressBlocked(bad, kWall));
  EXPECT_FALSE(ledger.IdentityBlocked("i", "s", kWall));
  EXPECT_FALSE(ledger.Revoked(principal, kWall));
  ASSERT_TRUE(BlockTable(*region).AddNetwork(base::IpNetwork(bad, 32), "r", kWall, std::nullopt, {}));
  ASSERT_TRUE(BlockTable(*region).AddIdentity({"i", "s"}, "r", kWall, std::nullopt));
  ASSERT_TRUE(Revocations(*region).Add({.what = Revoked::kTokenId, .issuer = "i", .value = "j"}, kWall));
  EXPECT_TRUE(ledger.AddressBlocked(bad, kWall));
  EXPECT_TRUE(ledger.IdentityBlocked("i", "s", kWall));
  EXPECT_TRUE(ledger.Revoked(principal, kWall));
}

TEST(MappedLedger, B11_CrowdingIsCounted) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  MappedLedger ledger(*region);
  const gate::Limit limit{.count = 1, .window = seconds(60), .id = 5};
  for (int i = 0; i < 1000; ++i) (void)ledger.Take(limit, std::to_string(i), kNow);
  const auto totals = Counters(*region).Read();
  EXPECT_GT(totals.named[static_cast<size_t>(Counter::kRateOverflow)], 500U);
}

}  // namespace
}  // namespace gatehouse::state

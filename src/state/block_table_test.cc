#include "state/block_table.h"

#include <gtest/gtest.h>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::seconds;

constexpr base::Wall kNow{std::chrono::milliseconds(1'700'000'000'000)};

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }
base::IpNetwork Network(std::string_view text) { return *base::IpNetwork::Parse(text); }

TEST(BlockTable, C15_AnEmptyTableBlocksNobody) {
  ScratchRegion region;
  const BlockTable table(*region);
  EXPECT_FALSE(table.AddressBlocked(Address("192.0.2.1"), kNow));
  EXPECT_FALSE(table.AddressBlocked(Address("2001:db8::1"), kNow));
  EXPECT_FALSE(table.IdentityBlocked("i", "s", kNow));
  EXPECT_TRUE(table.List(kNow).empty());
}

TEST(BlockTable, C15_BlocksAddressesAndNetworksOfBothFamilies) {
  ScratchRegion region;
  BlockTable table(*region);
  for (const std::string_view text :
       {"192.0.2.1", "198.51.100.0/24", "2001:db8::1", "2001:db8:5::/48", "100.64.0.0/10"}) {
    ASSERT_TRUE(table.AddNetwork(Network(text), "seen", kNow, std::nullopt, {})) << text;
  }
  for (const std::string_view text : {"192.0.2.1", "198.51.100.0", "198.51.100.255", "2001:db8::1",
                                      "2001:db8:5::", "2001:db8:5:ffff:ffff:ffff:ffff:ffff", "100.127.255.255"}) {
    EXPECT_TRUE(table.AddressBlocked(Address(text), kNow)) << text;
  }
  for (const std::string_view text : {"192.0.2.2", "198.51.101.0", "198.51.99.255", "2001:db8::2",
                                      "2001:db8:6::", "::ffff:0:1", "100.128.0.0", "::1", "127.0.0.1"}) {
    EXPECT_FALSE(table.AddressBlocked(Address(text), kNow)) << text;
  }
}

TEST(BlockTable, C15_ABlockEndsWhenItSaidAndNotBefore) {
  ScratchRegion region;
  BlockTable table(*region);
  ASSERT_TRUE(table.AddNetwork(Network("192.0.2.1"), "rate limit exceeded", kNow, kNow + seconds(7200), {}));
  EXPECT_TRUE(table.AddressBlocked(Address("192.0.2.1"), kNow + seconds(7199)));
  EXPECT_FALSE(table.AddressBlocked(Address("192.0.2.1"), kNow + seconds(7200)));
  EXPECT_TRUE(table.List(kNow + seconds(7200)).empty());
  EXPECT_FALSE(table.AddNetwork(Network("192.0.2.2"), "r", kNow, kNow, {})) << "it would never be in force";
}

TEST(BlockTable, C15_RemovingIsExact) {
  ScratchRegion region;
  BlockTable table(*region);
  ASSERT_TRUE(table.AddNetwork(Network("198.51.100.0/24"), "r", kNow, std::nullopt, {}));
  EXPECT_FALSE(table.RemoveNetwork(Network("198.51.100.7")).value());
  EXPECT_TRUE(table.AddressBlocked(Address("198.51.100.7"), kNow));
  EXPECT_TRUE(table.RemoveNetwork(Network("198.51.100.0/24")).value());
  EXPECT_FALSE(table.AddressBlocked(Address("198.51.100.7"), kNow));
}

TEST(BlockTable, C15_IdentitiesOfOneIssuerOrAny) {
  ScratchRegion region;
  BlockTable table(*region);
  ASSERT_TRUE(table.AddIdentity({"registry", "droplet:14"}, "r", kNow, std::nullopt));
  ASSERT_TRUE(table.AddIdentity({"", "mallory"}, "r", kNow, std::nullopt));
  EXPECT_TRUE(table.IdentityBlocked("registry", "droplet:14", kNow));
  EXPECT_FALSE(table.IdentityBlocked("other", "droplet:14", kNow));
  EXPECT_TRUE(table.IdentityBlocked("registry", "mallory", kNow));
  EXPECT_TRUE(table.IdentityBlocked("other", "mallory", kNow));
  EXPECT_FALSE(table.AddIdentity({"registry", ""}, "r", kNow, std::nullopt));
  EXPECT_TRUE(table.RemoveIdentity({"", "mallory"}).value());
  EXPECT_FALSE(table.IdentityBlocked("other", "mallory", kNow));
}

// THREATS: bans that hit the proxy itself or everyone behind one address.
TEST(BlockTable, C15_LoopbackAndTrustedProxiesAreNeverBlocked) {
  ScratchRegion region;
  BlockTable table(*region);
  const base::IpNetwork proxies[] = {Network("10.1.0.0/16"), Network("2001:db8:aa::/64")};
  for (const std::string_view text :
       {"127.0.0.1", "127.0.0.0/8", "127.1.2.0/24", "0.0.0.0/0", "::1", "::/0", "::/64"}) {
    const auto refused = table.AddNetwork(Network(text), "r", kNow, std::nullopt, proxies);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().what, "Loopback is never blocked");
  }
  for (const std::string_view text :
       {"10.1.0.1", "10.1.0.0/16", "10.1.2.0/24", "10.0.0.0/8", "2001:db8:aa::7", "2001:db8::/32"}) {
    const auto refused = table.AddNetwork(Network(text), "r", kNow, std::nullopt, proxies);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().what, "A trusted proxy is never blocked");
  }
  EXPECT_TRUE(table.AddNetwork(Network("10.2.0.0/16"), "r", kNow, std::nullopt, proxies));
  EXPECT_TRUE(table.List(kNow).size() == 1);
}

TEST(BlockTable, C15_ListsWhoIsBlockedAndWhy) {
  ScratchRegion region;
  BlockTable table(*region);
  ASSERT_TRUE(table.AddIdentity({"registry", "droplet:14"}, "forged source", kNow + seconds(1), std::nullopt));
  ASSERT_TRUE(table.AddNetwork(Network("198.51.100.0/24"), "scanner", kNow, kNow + seconds(60), {}));
  ASSERT_TRUE(table.AddNetwork(Network("2001:db8::7"), std::string(1000, 'x'), kNow + seconds(2), std::nullopt, {}));
  const std::vector<Block> blocks = table.List(kNow + seconds(3));
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[0].network->Text(), "198.51.100.0/24");
  EXPECT_EQ(blocks[0].reason, "scanner");
  EXPECT_EQ(blocks[0].since, kNow);
  EXPECT_EQ(blocks[0].expires, kNow + seconds(60));
  EXPECT_EQ(blocks[1].identity->issuer, "registry");
  EXPECT_EQ(blocks[1].identity->subject, "droplet:14");
  EXPECT_FALSE(blocks[1].expires);
  EXPECT_EQ(*blocks[2].network, Network("2001:db8::7"));
  EXPECT_EQ(blocks[2].reason, std::string(kNoteBytes, 'x'));
}

TEST(BlockTable, C15_ABlockIsInForceForEverybodyAtOnce) {
  ScratchRegion region;
  auto other = Region::Open(region.path());
  ASSERT_TRUE(other);
  BlockTable here(*region);
  BlockTable there(*other);
  ASSERT_TRUE(here.AddNetwork(Network("192.0.2.1"), "r", kNow, std::nullopt, {}));
  EXPECT_TRUE(there.AddressBlocked(Address("192.0.2.1"), kNow));
  ASSERT_TRUE(there.RemoveNetwork(Network("192.0.2.1")).value());
  EXPECT_FALSE(here.AddressBlocked(Address("192.0.2.1"), kNow));
}

}  // namespace
}  // namespace gatehouse::state

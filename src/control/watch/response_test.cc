#include "control/watch/response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "state/block_table.h"
#include "state/scratch_region.h"

namespace gatehouse::watch {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

base::IpNetwork Network(std::string_view text) { return base::IpNetwork::Parse(text).value(); }

detect::Finding Flood(detect::Subject subject) {
  return {.rule = "rate_limit_exceeded",
          .severity = gate::Severity::kHigh,
          .subject = std::move(subject),
          .sentence = "50 requests beyond a rate limit in 1 minute",
          .events = 50,
          .evidence = {},
          .action = detect::Action::kBlock,
          .block_for = seconds(7200),
          .time = kNow};
}
detect::Finding FloodFrom(std::string address) {
  return Flood({.kind = detect::SubjectKind::kAddress, .name = std::move(address)});
}

class ResponseTest : public ::testing::Test {
 protected:
  std::vector<state::Block> Blocks() { return state::BlockTable(*region_).List(kNow); }

  state::ScratchRegion region_;
  Response response_{*region_, {.trusted_proxies = {Network("10.0.0.0/8")}, .never_block = {Network("192.0.2.0/24")}}};
};

TEST_F(ResponseTest, C15_AnAddressIsBlockedForTwoHoursWithItsReason) {
  const store::StoredFinding answered = response_.Answer(FloodFrom("198.51.100.7"), 0, kNow);
  EXPECT_EQ(answered.blocked_until, kNow + hours(2));
  EXPECT_EQ(answered.not_blocked, "");
  ASSERT_EQ(Blocks().size(), 1U);
  EXPECT_EQ(Blocks()[0].network, Network("198.51.100.7"));
  EXPECT_EQ(Blocks()[0].expires, kNow + hours(2));
  EXPECT_EQ(Blocks()[0].reason, "rate_limit_exceeded: 50 requests beyond a rate limit in 1 minute");
  EXPECT_TRUE(state::BlockTable(*region_).AddressBlocked(*base::IpAddress::Parse("198.51.100.7"), kNow));
}

TEST_F(ResponseTest, C15_AccountsDropletsAndIpv6NetworksAreBlockedByName) {
  (void)response_.Answer(Flood({.kind = detect::SubjectKind::kDroplet, .name = "droplet:14", .issuer = "r"}), 0, kNow);
  (void)response_.Answer(Flood({.kind = detect::SubjectKind::kAccount, .name = "ada", .issuer = "gate"}), 0, kNow);
  (void)response_.Answer(FloodFrom("2001:db8:0:7::/64"), 0, kNow);
  const state::BlockTable blocks(*region_);
  EXPECT_TRUE(blocks.IdentityBlocked("r", "droplet:14", kNow));
  EXPECT_FALSE(blocks.IdentityBlocked("another", "droplet:14", kNow));
  EXPECT_TRUE(blocks.IdentityBlocked("gate", "ada", kNow));
  EXPECT_TRUE(blocks.AddressBlocked(*base::IpAddress::Parse("2001:db8:0:7::99"), kNow));
}

TEST_F(ResponseTest, C15_NeverLoopbackATrustedProxyOrWhomThePolicyNames) {
  for (const char* address : {"127.0.0.1", "::1", "10.1.2.3", "192.0.2.77", "no address"}) {
    const store::StoredFinding answered = response_.Answer(FloodFrom(address), 0, kNow);
    EXPECT_EQ(answered.blocked_until, std::nullopt) << address;
    EXPECT_NE(answered.not_blocked, "") << address;
  }
  EXPECT_THAT(response_.Answer(FloodFrom("192.0.2.77"), 0, kNow).not_blocked, HasSubstr("never-block list"));
  EXPECT_TRUE(Blocks().empty());
}

TEST_F(ResponseTest, C15_WhoIsProtectedLaterIsUnblockedUnlessAnOperatorBlocked) {
  state::BlockTable blocks(*region_);
  const auto add = [&](std::string_view network, std::string_view reason) {
    ASSERT_TRUE(blocks.AddNetwork(Network(network), reason, kNow, std::nullopt, {}));
  };
  add("192.0.2.7", "flood: 400 requests");
  add("192.0.2.0/28", "flood: 400 requests");
  add("192.0.2.8", "flooded us last week");
  add("198.51.100.7", "flood: 400 requests");
  const std::vector<std::string> rules = {"flood", "suspicious_input"};
  EXPECT_THAT(response_.LiftProtected(rules, kNow),
              ::testing::UnorderedElementsAre(Network("192.0.2.7"), Network("192.0.2.0/28")));
  EXPECT_EQ(Blocks().size(), 2U);
  EXPECT_TRUE(response_.LiftProtected(rules, kNow).empty());
}

TEST_F(ResponseTest, C15_ReportsBlockNobody) {
  detect::Finding told = FloodFrom("198.51.100.7");
  told.action = detect::Action::kReport;
  EXPECT_EQ(response_.Answer(told, 0, kNow).blocked_until, std::nullopt);
  told.observed = true;
  EXPECT_THAT(response_.Answer(told, 0, kNow).not_blocked, HasSubstr("observes"));
  EXPECT_TRUE(Blocks().empty());
}

TEST_F(ResponseTest, C15_ALongerBlockStaysAsItIs) {
  state::BlockTable blocks(*region_);
  ASSERT_TRUE(blocks.AddNetwork(Network("198.51.100.7"), "by an operator", kNow, {}, {}));
  EXPECT_TRUE(response_.Answer(FloodFrom("198.51.100.7"), 0, kNow).blocked_until);
  ASSERT_EQ(Blocks().size(), 1U);
  EXPECT_EQ(Blocks()[0].reason, "by an operator");
  EXPECT_EQ(Blocks()[0].expires, std::nullopt);
}

TEST_F(ResponseTest, C15_WhatIsLongOverBlocksNobody) {
  const store::StoredFinding answered = response_.Answer(FloodFrom("198.51.100.7"), 0, kNow + hours(3));
  EXPECT_EQ(answered.blocked_until, std::nullopt);
  EXPECT_THAT(answered.not_blocked, HasSubstr("older"));
  EXPECT_EQ(response_.Answer(FloodFrom("198.51.100.7"), 0, kNow + hours(1)).blocked_until, kNow + hours(2))
      << "what is left of it";
}

TEST(Escalation, C15_RepeatersAreBlockedLongerEachTimeUpToAWeek) {
  EXPECT_EQ(Escalated(hours(1), 0), hours(1));
  EXPECT_EQ(Escalated(hours(1), 1), hours(2));
  EXPECT_EQ(Escalated(hours(1), 3), hours(8));
  EXPECT_EQ(Escalated(hours(1), 1'000'000), kLongestEscalation);
  EXPECT_EQ(Escalated(hours(24 * 30), 5), hours(24 * 30)) << "a rule may say more";
}

}  // namespace
}  // namespace gatehouse::watch

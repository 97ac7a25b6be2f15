#include "control/incidents/containment.h"

#include <gtest/gtest.h>

#include "control/service/testing_gate.h"
#include "state/block_table.h"
#include "state/scratch_region.h"

namespace gatehouse::incidents {
namespace {

using detect::SubjectKind;

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

class ContainmentTest : public ::testing::Test {
 protected:
  base::Result<std::string> Contain(const detect::Subject& subject) { return Contain(std::vector{subject}); }
  base::Result<std::string> Contain(const std::vector<detect::Subject>& subjects) {
    return KeepOut({*region_, gate_, policy_}, subjects, "incident 7, by ada", std::chrono::minutes(10), kNow);
  }
  base::Result<std::string> Undo(const std::vector<detect::Subject>& subjects) {
    return LetIn({*region_, gate_, policy_}, subjects, kNow, "incident 7, by ada", kNow);
  }
  std::vector<state::Block> Blocks(base::Wall now) { return state::BlockTable(*region_).List(now); }

  state::ScratchRegion region_;
  service::testing::ListeningGate gate_;
  gate::Policy policy_;
};

TEST_F(ContainmentTest, B17_AnAddressIsBlockedForItsTimeAndTheLogSaysWhy) {
  const auto done = Contain({SubjectKind::kAddress, "192.0.2.1"});
  ASSERT_TRUE(done) << done.error().Text();
  EXPECT_EQ(*done, "address 192.0.2.1 is blocked for 600 s");
  ASSERT_EQ(Blocks(kNow).size(), 1U);
  EXPECT_EQ(Blocks(kNow)[0].reason, "incident 7, by ada");
  EXPECT_EQ(Blocks(kNow)[0].expires, kNow + std::chrono::minutes(10));
  EXPECT_TRUE(Blocks(kNow + std::chrono::minutes(11)).empty());
  ASSERT_EQ(gate_.told.size(), 1U);
  EXPECT_EQ(gate_.told[0].type, events::type::kBlockAdded);
  EXPECT_EQ(gate_.told[0].address, "192.0.2.1");
  EXPECT_EQ(gate_.told[0].principal, "");
  EXPECT_EQ(gate_.told[0].details, "address 192.0.2.1 is blocked for 600 s: incident 7, by ada");
}

TEST_F(ContainmentTest, B17_ADropletOrAnAccountIsBlockedWhereverItComesFrom) {
  ASSERT_TRUE(Contain({SubjectKind::kDroplet, "droplet:14", "https://gate.example"}));
  ASSERT_TRUE(Contain({SubjectKind::kAccount, "alice", "https://issuer.example"}));
  const auto blocks = Blocks(kNow);
  ASSERT_EQ(blocks.size(), 2U);
  for (const state::Block& block : blocks) {
    EXPECT_FALSE(block.network);
    ASSERT_TRUE(block.identity);
    EXPECT_EQ(block.identity->issuer,
              block.identity->subject == "alice" ? "https://issuer.example" : "https://gate.example");
  }
  EXPECT_EQ(gate_.told.at(1).principal, "alice");
  EXPECT_EQ(gate_.told.at(1).address, "");
}

TEST_F(ContainmentTest, B17_NobodyElseIsBlockedAndNothingIsLogged) {
  policy_.proxies.trusted = {*base::IpNetwork::Parse("10.0.0.0/8")};
  EXPECT_FALSE(Contain({SubjectKind::kAddress, "10.1.2.3"})) << "the load balancer";
  EXPECT_FALSE(Contain({SubjectKind::kAddress, "127.0.0.1"})) << "loopback";
  EXPECT_FALSE(Contain({SubjectKind::kAddress, "no address"}));
  for (const SubjectKind kind : {SubjectKind::kGate, SubjectKind::kIssuer, SubjectKind::kToken}) {
    const auto done = Contain({kind, "x"});
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().fix.contains("--no-block")) << done.error().fix;
  }
  EXPECT_TRUE(Blocks(kNow).empty());
  EXPECT_TRUE(gate_.told.empty());
}

TEST_F(ContainmentTest, A15_EverybodyWhomItIsAboutIsBlocked) {
  policy_.proxies.trusted = {*base::IpNetwork::Parse("10.0.0.0/8")};
  const auto done = Contain({{SubjectKind::kAddress, "192.0.2.1"},
                             {SubjectKind::kAddress, "10.1.2.3"},
                             {SubjectKind::kAddress, "192.0.2.2"}});
  ASSERT_TRUE(done) << done.error().Text();
  EXPECT_TRUE(done->starts_with("2 subjects are blocked for 600 s; 1 is not: ")) << *done;
  EXPECT_EQ(Blocks(kNow).size(), 2U);
  EXPECT_EQ(gate_.told.size(), 2U);
}

TEST_F(ContainmentTest, A15_AFalseAlarmIsUndoneAndOlderBlocksStay) {
  const std::vector<detect::Subject> subjects = {{SubjectKind::kAddress, "192.0.2.1"},
                                                 {SubjectKind::kAddress, "192.0.2.2"},
                                                 {SubjectKind::kDroplet, "droplet:14", "https://gate.example"},
                                                 {SubjectKind::kGate, "x"}};
  state::BlockTable table(*region_);
  ASSERT_TRUE(table.AddNetwork(*base::IpNetwork::Parse("192.0.2.2"), "by hand", kNow - std::chrono::hours(1), {}, {}));
  ASSERT_TRUE(Contain({subjects[0], subjects[2]}));
  EXPECT_EQ(*Undo(subjects), "2 blocks are lifted");
  ASSERT_EQ(Blocks(kNow).size(), 1U);
  EXPECT_EQ(Blocks(kNow)[0].reason, "by hand");
  EXPECT_EQ(gate_.told.back().type, events::type::kBlockRemoved);
  EXPECT_EQ(gate_.told.back().principal, "droplet:14");
  EXPECT_EQ(*Undo(subjects), "nobody was blocked any more");
}

}  // namespace
}  // namespace gatehouse::incidents

#include "control/watch/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "base/file.h"
#include "control/watch/testing_watch.h"
#include "state/block_table.h"

namespace gatehouse::watch {
namespace {

using ::testing::HasSubstr;
namespace type = events::type;

class WatchTest : public testing::WatchedLog {
 protected:
  static base::IpAddress Address(int last) { return base::IpAddress::V4({198, 51, 100, static_cast<uint8_t>(last)}); }
  void Suspicious(int last) {
    Log({.type = type::kSuspiciousInput, .address = Address(last), .details = "eval( in the body"});
  }
  [[nodiscard]] bool Blocked(int last) { return state::BlockTable(*region_).AddressBlocked(Address(last), wall_); }
};

TEST_F(WatchTest, C15_WhoSendsSuspiciousInputIsBlockedWithinTheStepAndItIsWrittenDown) {
  Start();
  Suspicious(7);
  Step();
  EXPECT_TRUE(Blocked(7));
  const auto findings = Findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].finding.rule, "suspicious_input");
  EXPECT_EQ(findings[0].blocked_until, wall_ + std::chrono::hours(1));
  ASSERT_EQ(findings[0].finding.evidence.size(), 1U);
  EXPECT_THAT(findings[0].finding.evidence[0].line, HasSubstr("eval( in the body"));
  ASSERT_EQ(gate_.told.size(), 1U);
  EXPECT_EQ(gate_.told[0].type, type::kBlockAdded);
  EXPECT_THAT(gate_.told[0].details, HasSubstr("by detection"));
  wall_ += std::chrono::hours(1);
  EXPECT_FALSE(Blocked(7)) << "every block ends";
}

TEST_F(WatchTest, C15_TheNextBlockOfTheSameIsTwiceAsLong) {
  Start();
  Suspicious(7);
  Step();
  Pass(std::chrono::hours(2));
  Suspicious(7);
  Step();
  ASSERT_EQ(Findings().size(), 2U);
  EXPECT_EQ(Findings()[0].blocked_until, wall_ + std::chrono::hours(2));
}

TEST_F(WatchTest, A14_EvidenceHasTheLinesOfAllEventsOfTheFinding) {
  Start();
  for (int i = 0; i < 5; ++i) Log({.type = type::kLoginFailed, .principal = "ada", .address = Address(i)});
  Step();
  ASSERT_EQ(Findings().size(), 1U);
  const auto evidence = Findings()[0].finding.evidence;
  ASSERT_EQ(evidence.size(), 5U);
  for (const auto& one : evidence) EXPECT_THAT(one.line, HasSubstr("login_failed"));
}

TEST_F(WatchTest, A14_WhatStandsInTheLogAtTheFirstStartIsNoNews) {
  Suspicious(1);
  Start();
  StepToEnd();
  EXPECT_TRUE(Findings().empty());
  EXPECT_EQ(Place().lines, 0U);
  Suspicious(2);
  StepToEnd();
  EXPECT_EQ(Findings().size(), 1U);
  EXPECT_EQ(Place().lines, 1U);
}

TEST_F(WatchTest, A14_AWindowReachesOverARestart) {
  Start();
  for (int i = 0; i < 4; ++i) Log({.type = type::kLoginFailed, .principal = "ada"});
  StepToEnd();
  EXPECT_TRUE(Findings().empty());
  Start();
  Log({.type = type::kLoginFailed, .principal = "ada"});
  StepToEnd();
  EXPECT_EQ(Findings().size(), 1U) << "four before and one behind";
  Start();
  StepToEnd();
  EXPECT_EQ(Findings().size(), 1U) << "found once";
}

// The daemon dies again and again, at any line, while the log is rotated under it.
TEST_F(WatchTest, A14_EveryEventCountsExactlyOnceWheneverTheDaemonDies) {
  OpenWriter({.max_bytes = 64 << 10});
  Start();
  std::mt19937 random(20'240'131);
  uint64_t written = 0;
  uint64_t attacks = 0;
  for (int round = 0; round < 200; ++round) {
    const auto lines = random() % 40;
    for (uint64_t i = 0; i < lines; ++i) {
      const bool attack = random() % 16 == 0;
      Log({.type = attack ? type::kSuspiciousInput : type::kLogin,
           .principal = attack ? std::string_view{} : std::string_view("ada"),
           .address = attack ? base::IpAddress::V4(
                                   {198, 51, static_cast<uint8_t>(attacks / 250), static_cast<uint8_t>(attacks % 250)})
                             : Address(1)});
      attacks += attack ? 1 : 0;
      ++written;
    }
    Pass(std::chrono::milliseconds(random() % 700));
    if (random() % 3 != 0) Step();
    if (random() % 4 == 0) Start();
  }
  StepToEnd();
  EXPECT_EQ(Place().lines, written);
  EXPECT_EQ(Place().events, written);
  EXPECT_EQ(Findings().size(), attacks);
  EXPECT_GT(Place().file, 3U) << "the log was rotated";
}

class CountingSink final : public FindingSink {
 public:
  base::Result<> Take(store::Transaction&, const store::StoredFinding& finding) override {
    if (failures > 0) {
      --failures;
      return base::Fail("no room");
    }
    taken.push_back(finding.id);
    return {};
  }
  void Committed() override { ++commits; }
  int failures = 0;
  int commits = 0;
  std::vector<int64_t> taken;
};

TEST_F(WatchTest, A15_TheSinkIsInTheTransaction) {
  CountingSink sink;
  Start(&sink);
  sink.failures = 2;
  Suspicious(1);
  Step();
  EXPECT_TRUE(Blocked(1)) << "the block does not wait for it";
  EXPECT_TRUE(Findings().empty());
  EXPECT_EQ(Place().lines, 0U);
  ASSERT_EQ(gate_.told.size(), 2U);
  EXPECT_EQ(gate_.told[1].type, type::kControlFailed);
  StepToEnd();
  EXPECT_EQ(sink.taken, std::vector<int64_t>{1});
  EXPECT_EQ(sink.commits, 1);
  EXPECT_EQ(Findings().size(), 1U);
  EXPECT_EQ(Place().lines, 1U);
}

TEST_F(WatchTest, A14_BadLinesAreCountedAndPassedOver) {
  Start();
  std::ofstream(policy_.event_file, std::ios::app)
      << "{\"time\":\n"
      << std::string(10 << 20, 'x') << "\n\n{}\n"
      << R"({"time":"2023-11-14T22:13:20.123Z","type":"of_another_version","address":"198.51.100.1"})" << "\n";
  Suspicious(3);
  StepToEnd();
  EXPECT_EQ(Findings().size(), 1U);
  EXPECT_EQ(Place().lines, 5U);
  EXPECT_EQ(Place().events, 1U);
}

TEST_F(WatchTest, A14_TwoOnOneDatabaseDoNotCountTwice) {
  Start();
  Watch other({*database_, gate_, *region_, policy_, sealer_});
  ASSERT_TRUE(other.Begin(Now()));
  other.Step(Now());
  Suspicious(1);
  other.Step(Now());
  Step();
  EXPECT_EQ(Findings().size(), 1U);
  EXPECT_EQ(Place().lines, 1U);
}

TEST_F(WatchTest, A14_RulesOfAFileAreUsedAndABrokenOneIsAnError) {
  policy_.control->watch->rules = folder_.At("rules.yaml");
  ASSERT_TRUE(
      base::WriteFile(policy_.control->watch->rules, "rules:\n  - { name: seen, events: [login], per: account }\n"));
  Start();
  Log({.type = type::kLogin, .principal = "ada"});
  Suspicious(1);
  Step();
  ASSERT_EQ(Findings().size(), 1U);
  EXPECT_EQ(Findings()[0].finding.rule, "seen");
  ASSERT_TRUE(base::WriteFile(policy_.control->watch->rules, "rules:\n  - { name: seen, evnts: [login] }\n"));
  Watch broken({*database_, gate_, *region_, policy_, sealer_});
  const auto begun = broken.Begin(Now());
  ASSERT_FALSE(begun);
  EXPECT_THAT(begun.error().Text(), HasSubstr("'events'"));
}

}  // namespace
}  // namespace gatehouse::watch

// Gates that exchange counts through one server, in a test's own time.
#include "control/sharing/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/sharing/testing_stream.h"
#include "state/scratch_region.h"

namespace gatehouse::sharing {
namespace {

using std::chrono::milliseconds;
using testing::Server;
using testing::ServerStream;

constexpr state::Quota kTen{.count = 10, .window = milliseconds(8'000), .limit_id = 1};
constexpr base::Steady kStart{milliseconds(1'000'000)};

class Sharing {
 public:
  Sharing(Server& server, uint64_t gate, std::string key = "a key that all gates have")
      : gate_(gate), key_(std::move(key)), stream_(server) {
    Restart();
  }
  void Restart() { exchange_.emplace(*region_, SharedKey(base::SecretString(std::string(key_))), ++gate_); }
  bool Take(base::Steady now) { return table_.Take(table_.KeyOf(kTen, "ada"), kTen, now).admitted; }
  int TakeAll(base::Steady now) {
    int admitted = 0;
    while (Take(now)) ++admitted;
    return admitted;
  }
  void Reconnect() { exchange_->Connected(); }
  bool Round(base::Steady now) { return exchange_->Round(stream_, now).has_value(); }
  Exchange::Totals totals(base::Steady now) { return exchange_->totals(now); }

 private:
  uint64_t gate_;
  std::string key_;
  state::ScratchRegion region_;
  std::optional<Exchange> exchange_;
  ServerStream stream_;
  state::BucketTable table_{*region_};
};

class ExchangeTest : public ::testing::Test {
 protected:
  Server server_;
  Sharing a_{server_, 100};
  Sharing b_{server_, 200};
  Sharing c_{server_, 300};
};

TEST_F(ExchangeTest, B11_ThreeGatesAdmitTheLimitTogether) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(a_.Take(kStart));
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(b_.Take(kStart));
  for (Sharing* gate : {&a_, &b_, &c_, &a_, &b_, &c_}) EXPECT_TRUE(gate->Round(kStart));
  EXPECT_EQ(c_.TakeAll(kStart), 5);
  EXPECT_TRUE(c_.Round(kStart));
  EXPECT_TRUE(a_.Round(kStart));
  EXPECT_EQ(a_.TakeAll(kStart), 0);
  EXPECT_EQ(a_.totals(kStart).gates, 2U);
  EXPECT_EQ(a_.totals(kStart).told, 3U);
  EXPECT_EQ(a_.totals(kStart).heard, 7U);
  EXPECT_EQ(a_.totals(kStart + milliseconds(10'000)).gates, 0U);
}

TEST_F(ExchangeTest, B11_WhileTheServerIsDownEachCountsByItself) {
  server_.down = true;
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(a_.Take(kStart));
  EXPECT_FALSE(a_.Round(kStart));
  EXPECT_FALSE(b_.Round(kStart));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(b_.Take(kStart));
  // It comes back, empty.
  server_.down = false;
  const base::Steady later = kStart + milliseconds(1'000);
  for (Sharing* gate : {&a_, &b_, &a_}) EXPECT_TRUE(gate->Round(later));
  EXPECT_EQ(b_.TakeAll(later), 1) << "nothing that was admitted meanwhile is forgotten";
}

TEST_F(ExchangeTest, B11_AnEmptiedServerTakesNothingBack) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  for (Sharing* gate : {&a_, &b_}) EXPECT_TRUE(gate->Round(kStart));
  server_.entries.clear();
  server_.clock_ms -= 500'000;  // and another machine's clock is behind
  const base::Steady later = kStart + milliseconds(1'500);
  EXPECT_TRUE(a_.Take(later));
  for (Sharing* gate : {&a_, &b_}) gate->Reconnect();
  for (Sharing* gate : {&a_, &b_, &a_, &b_}) EXPECT_TRUE(gate->Round(later + milliseconds(1'100)));
  EXPECT_EQ(b_.TakeAll(later + milliseconds(1'100)), 5);
}

TEST_F(ExchangeTest, B11_ABatchWhoseAnswerWasLostCountsOnce) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  server_.loses_answers = true;
  EXPECT_FALSE(a_.Round(kStart));
  server_.loses_answers = false;
  EXPECT_TRUE(a_.Round(kStart));
  EXPECT_EQ(server_.entries.size(), 2U);
  EXPECT_TRUE(b_.Round(kStart));
  EXPECT_EQ(b_.TakeAll(kStart), 6);
}

TEST_F(ExchangeTest, B11_ARestartedDaemonNeitherRepeatsNorForgets) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  for (Sharing* gate : {&a_, &b_, &a_}) EXPECT_TRUE(gate->Round(kStart));
  a_.Restart();
  b_.Restart();
  EXPECT_TRUE(a_.Take(kStart));
  for (Sharing* gate : {&a_, &b_, &a_, &b_}) EXPECT_TRUE(gate->Round(kStart));
  EXPECT_EQ(b_.TakeAll(kStart), 5);
}

TEST_F(ExchangeTest, B11_AGateThatJoinsKnowsWhatTheLastSecondsHad) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  EXPECT_TRUE(a_.Round(kStart));
  server_.clock_ms += 2'000;
  Sharing late(server_, 400);
  EXPECT_TRUE(late.Round(kStart + milliseconds(2'000)));
  EXPECT_EQ(late.TakeAll(kStart + milliseconds(2'000)), 6);
}

TEST_F(ExchangeTest, B11_WhatNoWindowCountsAnyMoreIsNotCounted) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  EXPECT_TRUE(a_.Round(kStart));
  server_.clock_ms += 9'000;
  EXPECT_TRUE(b_.Round(kStart + milliseconds(9'000)));
  EXPECT_EQ(b_.TakeAll(kStart + milliseconds(9'000)), 10);
}

TEST_F(ExchangeTest, B11_ARepeatedOrForgedEntryCountsNothing) {
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  for (Sharing* gate : {&a_, &b_}) EXPECT_TRUE(gate->Round(kStart));
  const std::string repeated = server_.entries.front().sealed;
  ServerStream attacker(server_);
  EXPECT_TRUE(attacker.Append(repeated, {}));
  EXPECT_TRUE(attacker.Append("not sealed", {}));
  EXPECT_TRUE(attacker.Append("", {}));
  EXPECT_TRUE(b_.Round(kStart));
  EXPECT_EQ(b_.totals(kStart).unreadable, 2U);
  EXPECT_EQ(b_.TakeAll(kStart), 6);
}

TEST_F(ExchangeTest, B11_TheServerHoldsNothingOfClients) {
  EXPECT_TRUE(a_.Take(kStart));
  EXPECT_TRUE(a_.Round(kStart));
  ASSERT_EQ(server_.entries.size(), 1U);
  EXPECT_FALSE(server_.entries[0].sealed.contains("ada"));
  Sharing stranger(server_, 500, "another key altogether");
  EXPECT_TRUE(stranger.Round(kStart));
  EXPECT_EQ(stranger.TakeAll(kStart), 10);
}

TEST_F(ExchangeTest, B11_OldEntriesAreRemovedAndASilentGateWritesOnceASecond) {
  for (int i = 0; i < 1'000; ++i) {
    server_.clock_ms += 100;
    EXPECT_TRUE(a_.Round(kStart + milliseconds(100 * i)));
  }
  EXPECT_LE(server_.entries.size(), 32U);
  EXPECT_GE(server_.entries.size(), 29U);
}

TEST_F(ExchangeTest, B11_ALongBacklogIsReadInParts) {
  ServerStream flood(server_);
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(flood.Append("x", {}));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a_.Take(kStart));
  EXPECT_TRUE(a_.Round(kStart));
  EXPECT_TRUE(b_.Round(kStart));
  EXPECT_EQ(b_.totals(kStart).unreadable, 1'000U);
  EXPECT_EQ(b_.TakeAll(kStart), 6);
}

}  // namespace
}  // namespace gatehouse::sharing

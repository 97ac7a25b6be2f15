// When the sharer connects, what it says, what it does without a server.
#include "control/sharing/sharer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/service/testing_gate.h"
#include "control/sharing/testing_stream.h"
#include "state/scratch_region.h"

namespace gatehouse::sharing {
namespace {

using service::testing::ListeningGate;
using std::chrono::milliseconds;
using testing::Server;
using testing::ServerStream;

class SharerTest : public ::testing::Test {
 protected:
  void StepAt(int ms) {
    sharer_.Step({.wall = base::Wall(milliseconds(ms)), .steady = base::Steady(milliseconds(ms))});
  }

  Server server_;
  int connections_ = 0;
  ListeningGate gate_;
  state::ScratchRegion region_;
  Sharer sharer_{Exchange(*region_, SharedKey(base::SecretString(std::string("a key that all have"))), 1),
                 [this]() -> base::Result<std::unique_ptr<Stream>> {
                   ++connections_;
                   if (server_.down) return base::Fail("The server does not answer", "redis://cache:6379");
                   return std::make_unique<ServerStream>(server_);
                 },
                 gate_};
};

TEST_F(SharerTest, B11_SaysOnceThatLimitsAreShared) {
  EXPECT_FALSE(sharer_.Look().shared);
  for (int ms = 1'000; ms < 3'000; ms += 100) StepAt(ms);
  EXPECT_TRUE(sharer_.Look().shared);
  EXPECT_EQ(connections_, 1);
  ASSERT_EQ(gate_.told.size(), 1U);
  EXPECT_EQ(gate_.told[0].type, events::type::kLimitsShared);
}

TEST_F(SharerTest, B11_SaysWhenItCountsAloneTriesAgainOnceASecondAndSaysWhenThatEnds) {
  StepAt(1'000);
  server_.down = true;
  for (int ms = 1'100; ms < 4'100; ms += 100) StepAt(ms);
  EXPECT_FALSE(sharer_.Look().shared);
  EXPECT_THAT(sharer_.Look().why_not, ::testing::HasSubstr("does not answer"));
  EXPECT_EQ(connections_, 3) << "the first one, and two attempts";
  server_.down = false;
  StepAt(6'000);
  EXPECT_TRUE(sharer_.Look().shared);
  EXPECT_EQ(sharer_.Look().why_not, "");
  ASSERT_EQ(gate_.told.size(), 3U);
  EXPECT_EQ(gate_.told[1].type, events::type::kLimitsAlone);
  EXPECT_THAT(gate_.told[1].details, ::testing::HasSubstr("does not answer"));
  EXPECT_EQ(gate_.told[2].type, events::type::kLimitsShared);
}

TEST_F(SharerTest, B11_AServerThatIsNotThereAtTheStartIsAnEventToo) {
  server_.down = true;
  StepAt(1'000);
  StepAt(2'000);
  ASSERT_EQ(gate_.told.size(), 1U);
  EXPECT_EQ(gate_.told[0].type, events::type::kLimitsAlone);
}

TEST_F(SharerTest, B11_TheThreadEndsWhenItIsTold) {
  sharer_.Start();
  sharer_.Stop();
  sharer_.Stop();
}

}  // namespace
}  // namespace gatehouse::sharing

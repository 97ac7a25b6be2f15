// When a receiver is told, and that nothing is lost while it is not.
#include "control/alerts/channel.h"

#include <gtest/gtest.h>

#include "control/store/testing_database.h"

namespace gatehouse::alerts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using store::testing::kNow;

class ChannelTest : public store::testing::OnBothDatabases {
 protected:
  ChannelTest() { channel_.name = "ops"; }
  void Queue(int count, base::Wall at) {
    Write([&](store::Transaction& sql) {
      for (int i = 0; i < count; ++i) {
        store::QueuedAlert alert{.channel = "ops", .created = at, .content = "{}"};
        (void)store::QueueAlert(sql, alert);
      }
    });
  }
  std::unique_ptr<AlertChannelQueue> Make() {
    return std::make_unique<AlertChannelQueue>(
        channel_, *database_,
        [this](const gate::AlertChannel& channel, const std::vector<store::QueuedAlert>& alerts,
               base::Wall) -> base::Result<Delivered> {
          ++attempts_;
          asked_ = channel.email;
          if (down_) return base::Fail("The server does not answer");
          for (const store::QueuedAlert& alert : alerts) got_.push_back(alert.id);
          ++messages_;
          return Delivered{.left_out = left_out_, .later = later_};
        });
  }
  gate::AlertChannel channel_;
  bool down_ = false;
  std::string left_out_;
  std::vector<std::string> later_;
  std::vector<std::string> asked_;  // last
  int attempts_ = 0;
  int messages_ = 0;
  std::vector<int64_t> got_;
};

TEST_P(ChannelTest, C14_WhatHappensCloseTogetherGoesInOneMessage) {
  auto queue = Make();
  Queue(3, kNow);
  queue->SendDue(kNow + seconds(9));
  EXPECT_EQ(messages_, 0);
  Queue(2, kNow + seconds(9));
  queue->SendDue(kNow + seconds(10));
  EXPECT_EQ(messages_, 1);
  EXPECT_EQ(got_.size(), 5U);
  queue->SendDue(kNow + seconds(60));
  EXPECT_EQ(messages_, 1);
}

TEST_P(ChannelTest, C14_AReceiverThatTakesNothingIsComplainedOfAndNotTooOften) {
  auto queue = Make();
  down_ = true;
  Queue(1, kNow);
  base::Wall now = kNow + seconds(10);
  int complaints = 0;
  std::string words;
  for (; now < kNow + minutes(150); now += seconds(30)) {
    queue->SendDue(now);
    const auto complaint = queue->Complaint(now);
    if (!complaint) continue;
    EXPECT_GE(now - kNow, kPatience);
    words = *complaint;
    ++complaints;
  }
  EXPECT_EQ(complaints, 3) << "after ten minutes, and once an hour";
  EXPECT_TRUE(words.contains("'ops' since ") && words.contains("The server does not answer")) << words;
  down_ = false;
  for (; messages_ == 0 && now < kNow + minutes(300); now += seconds(30)) queue->SendDue(now);
  EXPECT_EQ(queue->Complaint(now + minutes(100)), std::nullopt);
  queue->CountDropped(3);
  EXPECT_TRUE(queue->Complaint(now).value_or("").contains("3 of the oldest were dropped"));
  EXPECT_EQ(queue->Complaint(now + minutes(100)), std::nullopt);
}

TEST_P(ChannelTest, C14_AMailboxThatIsRefusedKeepsTheMailFromNobodyElseAndIsToldOf) {
  channel_.group = seconds(0);
  auto queue = Make();
  left_out_ = "The mail server refuses two@example.org (550 No such mailbox)";
  Queue(1, kNow);
  queue->SendDue(kNow);
  EXPECT_EQ(messages_, 1);
  EXPECT_EQ(queue->Look().queued, 0);
  EXPECT_EQ(queue->Look().sent, 1U);
  EXPECT_EQ(queue->Look().last_error, left_out_);
  const auto complaint = queue->Complaint(kNow);
  ASSERT_TRUE(complaint);
  EXPECT_EQ(*complaint, "alerts do not reach all of the receiver 'ops': " + left_out_);
  Queue(1, kNow + minutes(1));
  queue->SendDue(kNow + minutes(1));
  EXPECT_EQ(queue->Complaint(kNow + minutes(1)), std::nullopt) << "once an hour is enough";
  left_out_.clear();
  Queue(1, kNow + minutes(2));
  queue->SendDue(kNow + minutes(2));
  EXPECT_EQ(queue->Look().last_error, "");
  EXPECT_EQ(queue->Complaint(kNow + minutes(90)), std::nullopt);
}

TEST_P(ChannelTest, C14_AMailboxWhoseServerGreylistsGetsTheMailLater) {
  channel_.group = seconds(0);
  channel_.email = {"ops@example.org", "two@example.org"};
  auto queue = Make();
  left_out_ = "The mail server refuses two@example.org (451 Try again later)";
  later_ = {"two@example.org"};
  Queue(2, kNow);
  queue->SendDue(kNow);
  EXPECT_EQ(asked_, channel_.email);
  queue->SendDue(kNow + seconds(59));
  EXPECT_EQ(attempts_, 1);
  queue->SendDue(kNow + seconds(60));
  EXPECT_EQ(attempts_, 2);
  EXPECT_EQ(asked_, later_);
  EXPECT_EQ(got_, (std::vector<int64_t>{1, 2, 1, 2})) << "the same alerts";
  queue->SendDue(kNow + seconds(179));
  EXPECT_EQ(attempts_, 2) << "the pause is twice as long";
  left_out_.clear();
  later_.clear();
  queue->SendDue(kNow + seconds(180));
  EXPECT_EQ(attempts_, 3);
  EXPECT_EQ(queue->Look().last_error, "");
  queue->SendDue(kNow + minutes(500));
  EXPECT_EQ(attempts_, 3);
}

TEST_P(ChannelTest, C14_AMailboxThatIsAskedForLaterAgainAndAgainIsGivenUp) {
  channel_.group = seconds(0);
  auto queue = Make();
  left_out_ = "The mail server refuses two@example.org (451 Try again later)";
  later_ = {"two@example.org"};
  Queue(1, kNow);
  for (base::Wall now = kNow; now < kNow + std::chrono::hours(24); now += seconds(30)) queue->SendDue(now);
  EXPECT_EQ(attempts_, 1 + kMostSecondTries);
  EXPECT_EQ(queue->Look().last_error, left_out_);
}

TEST_P(ChannelTest, C14_NoneIsLostWhileTheReceiverIsDownForTenMinutes) {
  auto queue = Make();
  down_ = true;
  Queue(250, kNow);
  base::Wall now = kNow + seconds(10);
  for (; now < kNow + minutes(10); now += seconds(1)) queue->SendDue(now);
  EXPECT_GE(attempts_, 8);   // it is tried
  EXPECT_LE(attempts_, 20);  // and not hammered
  EXPECT_TRUE(queue->Look().last_error.contains("does not answer"));
  queue = Make();  // the daemon starts again: the queue is the database's
  down_ = false;
  for (; now < kNow + minutes(16); now += seconds(1)) queue->SendDue(now);
  ASSERT_EQ(got_.size(), 250U);
  EXPECT_TRUE(std::ranges::is_sorted(got_));
  EXPECT_EQ(messages_, 3);
  EXPECT_EQ(queue->Look().queued, 0);
  EXPECT_EQ(queue->Look().last_error, "");
}

TEST_P(ChannelTest, C14_MoreThanSoManyMessagesAnHourWaitAndGoTogether) {
  channel_.per_hour = 2;
  channel_.group = seconds(0);
  auto queue = Make();
  base::Wall now = kNow;
  for (int i = 0; i < 30; ++i, now += minutes(1)) {
    Queue(1, now);
    queue->SendDue(now);
  }
  EXPECT_EQ(messages_, 2);
  queue->SendDue(kNow + minutes(61));
  EXPECT_EQ(messages_, 3);
  EXPECT_EQ(got_.size(), 30U);
}

// A daemon that starts again and again must not flood anybody.
TEST_P(ChannelTest, C14_ARestartGrantsNoNewMessages) {
  channel_.per_hour = 2;
  channel_.group = seconds(0);
  base::Wall now = kNow;
  for (int i = 0; i < 30; ++i, now += minutes(1)) {
    Queue(1, now);
    Make()->SendDue(now);
  }
  EXPECT_EQ(messages_, 2);
  Make()->SendDue(kNow + minutes(60));
  EXPECT_EQ(messages_, 3) << "the first is an hour ago";
  EXPECT_EQ(got_.size(), 30U);
}

// What other receivers were sent does not count; nor does what a clock that was wrong has written for later.
TEST_P(ChannelTest, C14_OnlyTheLastHourOfTheReceiverItselfCounts) {
  channel_.per_hour = 1;
  channel_.group = seconds(0);
  Write([&](store::Transaction& sql) {
    store::AddMessage(sql, "other", kNow);
    store::AddMessage(sql, "ops", kNow + minutes(30));
  });
  Queue(1, kNow);
  Make()->SendDue(kNow);
  EXPECT_EQ(messages_, 1);
}

TEST_P(ChannelTest, C14_AReceiverThatHangsHoldsUpNobodyAndIsAskedOnce) {
  std::atomic<bool> go = false;
  std::atomic<int> asked = 0;
  channel_.group = seconds(0);
  AlertChannelQueue queue(channel_, *database_, [&](const auto&, const auto&, base::Wall) -> base::Result<Delivered> {
    ++asked;
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Delivered{};
  });
  Queue(1, kNow);
  queue.Tick(kNow);  // comes back at once
  queue.Tick(kNow + seconds(1));
  go = true;
  EXPECT_LE(asked, 1);
}

INSTANTIATE_TEST_SUITE_P(On, ChannelTest, ::testing::Values("sqlite", "postgresql"));

}  // namespace
}  // namespace gatehouse::alerts

#include "cli/gate/restart_pause.h"

#include <gtest/gtest.h>

#include <vector>

namespace gatehouse::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Steady kStart{seconds(1000)};

// The pauses before so many restarts of a program that comes up and lives for so long each time.
std::vector<int64_t> PausesOf(RestartPause& pause, int deaths, milliseconds lives) {
  std::vector<int64_t> pauses;
  base::Steady now = kStart;
  for (int i = 0; i < deaths; ++i) {
    const base::Steady up = now;
    now += lives;
    const milliseconds next = pause.Next(up, now);
    pauses.push_back(next.count());
    now += next;
  }
  return pauses;
}

TEST(RestartPause, OneThatRanWellIsStartedAtOnce) {
  RestartPause pause;
  EXPECT_EQ(PausesOf(pause, 3, RestartPause::kRanWell), (std::vector<int64_t>{0, 0, 0}));
}

TEST(RestartPause, OneThatDiesSoonWaitsLongerButNeverLong) {
  RestartPause pause;
  EXPECT_EQ(PausesOf(pause, 6, milliseconds(400)), (std::vector<int64_t>{200, 400, 800, 1000, 1000, 1000}));
}

TEST(RestartPause, FiftyDeathsKeepItAwayForLessThanAMinute) {
  RestartPause pause;
  milliseconds away{0};
  for (const int64_t one : PausesOf(pause, 50, milliseconds(1))) away += milliseconds(one);
  EXPECT_LT(away, seconds(60));
}

TEST(RestartPause, OneThatDoesNotComeUpIsTriedLessAndLessOften) {
  RestartPause pause;
  std::vector<int64_t> pauses;
  for (int i = 0; i < 8; ++i) pauses.push_back(pause.Next({}, kStart).count());
  EXPECT_EQ(pauses, (std::vector<int64_t>{200, 400, 800, 1600, 3200, 6400, 10000, 10000}));
  EXPECT_EQ(pause.Next(kStart, kStart + seconds(1)), RestartPause::kLongestAfterWork) << "it came up in the end";
}

// Killed while it starts, that is: one that has come up so often will do so again.
TEST(RestartPause, OneBadStartAmongGoodOnesIsNoReasonToWaitLong) {
  RestartPause pause;
  (void)PausesOf(pause, 20, milliseconds(400));
  EXPECT_EQ(pause.Next({}, kStart), RestartPause::kLongestAfterWork);
  EXPECT_EQ(pause.Next(kStart, kStart + seconds(1)), RestartPause::kLongestAfterWork);
  EXPECT_EQ(pause.Next({}, kStart), RestartPause::kLongestAfterWork);
}

TEST(RestartPause, AGoodRunForgetsWhatWasBefore) {
  RestartPause pause;
  (void)PausesOf(pause, 6, milliseconds(400));
  EXPECT_EQ(pause.Next(kStart, kStart + RestartPause::kRanWell - milliseconds(1)), RestartPause::kLongestAfterWork);
  EXPECT_EQ(pause.Next(kStart, kStart + RestartPause::kRanWell), milliseconds(0));
  EXPECT_EQ(pause.Next(kStart, kStart + seconds(1)), RestartPause::kFirst);
}

}  // namespace
}  // namespace gatehouse::cli

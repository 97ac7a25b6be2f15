#include "control/console/history.h"

#include <gtest/gtest.h>

namespace gatehouse::console {
namespace {

using std::chrono::seconds;
constexpr base::Wall kNow{seconds(1'700'000'000)};

TEST(History, A14_AStepIsTheDifferenceBetweenTwoLooks) {
  History history;
  history.Look({.allowed = 100, .refused = 5}, kNow);
  history.Look({.allowed = 105, .refused = 5}, kNow + seconds(5));
  history.Look({.allowed = 130, .refused = 6}, kNow + seconds(10));
  ASSERT_EQ(history.Steps().size(), 1U);
  EXPECT_EQ(history.Steps()[0].counted.allowed, 30U);
  EXPECT_EQ(history.Steps()[0].counted.refused, 1U);
}

TEST(History, A14_CountersThatBeginAnewAndClocksThatGoBackDoNoHarm) {
  History history;
  history.Look({.allowed = 100}, kNow);
  history.Look({.allowed = 3}, kNow + seconds(10));
  EXPECT_EQ(history.Steps().back().counted.allowed, 3U);
  history.Look({.allowed = 4}, kNow - seconds(100));
  history.Look({.allowed = 9}, kNow - seconds(90));
  EXPECT_EQ(history.Steps().back().counted.allowed, 5U);
}

TEST(History, A14_HoldsAnHour) {
  History history;
  for (int i = 0; i < 1000; ++i) history.Look({}, kNow + i * History::kStep);
  EXPECT_EQ(history.Steps().size(), History::kSteps);
}

}  // namespace
}  // namespace gatehouse::console

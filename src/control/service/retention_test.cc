#include "control/service/retention.h"

#include <gtest/gtest.h>

namespace gatehouse::service {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr base::Wall kStart{std::chrono::seconds(1'700'000'000)};

class RetentionTest : public ::testing::Test {
 protected:
  void Pass(std::chrono::milliseconds time) {
    now_.wall += time;
    now_.steady += time;
  }
  base::Now now_{kStart, base::Steady(hours(5))};
  Retention retention_;
};

TEST_F(RetentionTest, B2_ForgetsAnHourAfterTheEnd) {
  EXPECT_EQ(retention_.Until(now_), base::Wall{}) << "a daemon that just began does not know its clock";
  Pass(minutes(59));
  EXPECT_EQ(retention_.Until(now_), base::Wall{});
  Pass(minutes(1));
  EXPECT_EQ(retention_.Until(now_), now_.wall - hours(1));
}

TEST_F(RetentionTest, B2_AJumpOfTheClockForgetsNothing) {
  static_cast<void>(retention_.Until(now_));
  Pass(hours(2));
  now_.wall += hours(24 * 365);
  EXPECT_EQ(retention_.Until(now_), base::Wall{});
  EXPECT_FALSE(retention_.WentBack());
  Pass(minutes(30));
  now_.wall -= hours(24 * 365);
  EXPECT_EQ(retention_.Until(now_), base::Wall{});
  EXPECT_TRUE(retention_.WentBack());
  Pass(hours(1));
  EXPECT_EQ(retention_.Until(now_), now_.wall - hours(1)) << "an hour later the clock is believed again";
  EXPECT_FALSE(retention_.WentBack());
}

TEST_F(RetentionTest, B2_SmallCorrectionsAreNoJump) {
  static_cast<void>(retention_.Until(now_));
  Pass(hours(2));
  now_.wall -= std::chrono::seconds(59);
  EXPECT_EQ(retention_.Until(now_), now_.wall - hours(1));
}

}  // namespace
}  // namespace gatehouse::service

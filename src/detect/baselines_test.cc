#include "detect/baselines.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::detect {
namespace {

constexpr std::chrono::minutes kTen{10};
constexpr base::Wall kStart{std::chrono::seconds(1'700'000'400)};  // where a window begins

class BaselinesTest : public ::testing::Test {
 protected:
  // `weight` events at the beginning of the window so many after the start.
  bool Add(int window, uint64_t weight) { return Find(window, weight).has_value(); }
  std::optional<Baselines::Unusual> Find(int window, uint64_t weight) {
    return baselines_.Add("droplet:14", kStart + window * kTen, weight);
  }
  Baselines baselines_{{.at_least = 100, .times_usual = 10, .within = kTen}};
};

TEST_F(BaselinesTest, A14_FarAboveItsOwnUsualIsToldWithTheFigures) {
  for (int window = 0; window < 10; ++window) EXPECT_FALSE(Add(window, 40));
  EXPECT_FALSE(Add(10, 399));
  const auto unusual = Find(10, 1);
  ASSERT_TRUE(unusual);
  EXPECT_EQ(unusual->events, 400U);
  EXPECT_NEAR(unusual->usual, 40, 0.5);
  EXPECT_FALSE(Add(10, 1000)) << "once";
}

TEST_F(BaselinesTest, A14_WhoeverIsNewIsNotUnusual) {
  EXPECT_FALSE(Add(0, 1'000'000));
  for (int window = 1; window < 6; ++window) EXPECT_FALSE(Add(window, 1'000'000));
}

TEST_F(BaselinesTest, A14_ABusyOneMayBeBusy) {
  for (int window = 0; window < 20; ++window)
    EXPECT_FALSE(Add(window, 50'000 + static_cast<uint64_t>(window % 3) * 10'000));
  EXPECT_FALSE(Add(20, 200'000)) << "four times as much as ever is a busy day";
}

TEST_F(BaselinesTest, A14_LittleIsNeverUnusual) {
  for (int window = 0; window < 20; ++window) EXPECT_FALSE(Add(window, 1));
  EXPECT_FALSE(Add(20, 99)) << "below at_least";
  EXPECT_TRUE(Add(21, 100));
}

TEST_F(BaselinesTest, A14_AnAttackDoesNotBecomeUsualAtOnce) {
  for (int window = 0; window < 10; ++window) EXPECT_FALSE(Add(window, 40));
  EXPECT_TRUE(Add(10, 100'000));
  EXPECT_TRUE(Add(11, 100'000));
}

TEST_F(BaselinesTest, A14_SilenceIsForgottenSlowly) {
  for (int window = 0; window < 10; ++window) EXPECT_FALSE(Add(window, 1000));
  EXPECT_FALSE(Add(13, 5000)) << "three empty windows";
  EXPECT_TRUE(Add(200, 5000)) << "a day and more of silence";
}

TEST(Baselines, A14_MemoryIsBounded) {
  Baselines baselines({.at_least = 100, .within = kTen, .max_subjects = 100});
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(baselines.Add(std::to_string(i), kStart, 1));
    EXPECT_LE(baselines.subjects(), 100U);
  }
}

}  // namespace
}  // namespace gatehouse::detect

#include "detect/windows.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::detect {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr base::Wall kStart{std::chrono::seconds(1'700'000'000)};

Windows::Sighting At(std::chrono::milliseconds after, uint64_t value = 0, uint64_t weight = 1) {
  return {.time = kStart + after,
          .weight = weight,
          .value = value,
          .position = {.file = 1, .offset = static_cast<uint64_t>(after.count())}};
}

TEST(Windows, A14_TheFifthInFiveMinutesFillsAndTheFifthAMomentLaterDoesNot) {
  Windows windows({.at_least = 5, .within = minutes(5)});
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(windows.Add("a", At(seconds(i))));
  EXPECT_FALSE(windows.Add("b", At(seconds(4)))) << "somebody else";
  EXPECT_FALSE(windows.Add("a", At(minutes(5)))) << "the first has just left the window";
  const auto full = windows.Add("a", At(minutes(5) + std::chrono::milliseconds(999)));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->events, 5U);
  EXPECT_EQ(full->first, kStart + seconds(1));
  EXPECT_EQ(full->newest.size(), 5U);
  EXPECT_FALSE(windows.Add("a", At(minutes(5) + seconds(1)))) << "it counts from zero again";
}

TEST(Windows, A14_ALineForManyCountsAsMany) {
  Windows windows({.at_least = 50, .within = minutes(1)});
  EXPECT_FALSE(windows.Add("a", At(seconds(0))));
  const auto full = windows.Add("a", At(seconds(1), 0, 4096));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->events, 4097U);
}

TEST(Windows, A14_DifferentOnesAreCountedOnceEach) {
  Windows windows({.at_least = 3, .within = minutes(5), .distinct = true});
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(windows.Add("office", At(seconds(i), static_cast<uint64_t>(i % 2))));
  const auto full = windows.Add("office", At(seconds(100), 7));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->different, 3U);
  EXPECT_EQ(full->events, 101U);
}

TEST(Windows, A14_QuietMeansNothingIsToldTwice) {
  Windows windows({.at_least = 1, .quiet = minutes(10)});
  EXPECT_TRUE(windows.Add("a", At(seconds(0))));
  EXPECT_FALSE(windows.Add("a", At(minutes(9))));
  EXPECT_TRUE(windows.Add("b", At(minutes(9))));
  EXPECT_TRUE(windows.Add("a", At(minutes(10))));
}

TEST(Windows, A14_MemoryIsBoundedAndWhoIsSeenStaysKnown) {
  Windows windows({.at_least = 5, .within = minutes(5), .max_subjects = 100, .max_sightings = 300});
  EXPECT_FALSE(windows.Add("attacker", At(seconds(0))));
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(windows.Add("passer-by " + std::to_string(i), At(seconds(1))));
    EXPECT_LE(windows.subjects(), 101U);
    EXPECT_LE(windows.sightings(), 301U);
    if (i % 50 != 0 || i >= 150) continue;
    EXPECT_FALSE(windows.Add("attacker", At(seconds(2))));
  }
  Windows few({.at_least = 2, .within = minutes(5), .max_subjects = 2, .max_sightings = 1});
  EXPECT_FALSE(few.Add("a", At(seconds(0))));
  EXPECT_FALSE(few.Add("b", At(seconds(0))));
  EXPECT_TRUE(few.Add("b", At(seconds(1)))) << "the newest is never forgotten";
}

TEST(Windows, A14_EventsOfAnotherProcessMayComeALittleLate) {
  Windows windows({.at_least = 3, .within = seconds(10)});
  EXPECT_FALSE(windows.Add("a", At(seconds(5))));
  EXPECT_FALSE(windows.Add("a", At(seconds(3))));
  EXPECT_TRUE(windows.Add("a", At(seconds(4))));
}

}  // namespace
}  // namespace gatehouse::detect

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

TEST(Windows, C15_OnlyWhatCameInSpiteOfTheWaitCounts) {
  Windows windows({.at_least = 3, .within = std::chrono::minutes(1), .despite_wait = std::chrono::seconds(3)});
  const auto add = [&](int second, int wait) {
    return windows.Add("a", {.time = base::Wall(std::chrono::seconds(second))}, std::chrono::seconds(wait)).has_value();
  };
  EXPECT_FALSE(add(0, 20) || add(1, 19) || add(2, 18)) << "it may not have heard yet";
  EXPECT_FALSE(add(20, 20) || add(21, 19) || add(22, 18)) << "it waited as long as it was told";
  EXPECT_FALSE(add(23, 17) || add(24, 16));
  EXPECT_TRUE(add(25, 15));
  EXPECT_FALSE(add(100, 0) || add(101, 0) || add(110, 0) || add(111, 0)) << "nobody told it to wait";
}

TEST(Windows, A14_WhatIsTakenBackDoesNotCount) {
  Windows windows({.at_least = 3, .within = std::chrono::minutes(1)});
  const auto add = [&](int second, uint64_t source) {
    return windows.Add("a", {.time = base::Wall(std::chrono::seconds(second)), .source = source}).has_value();
  };
  EXPECT_FALSE(add(0, 1) || add(1, 2));
  windows.TakeBack("a", 1, 99);
  windows.TakeBack("b", 2, 99);
  EXPECT_EQ(windows.sightings(), 1U);
  EXPECT_FALSE(add(2, 2));
  windows.TakeBack("a", 1, 2);
  EXPECT_EQ(windows.sightings(), 1U) << "one of those without a name for each that got in";
  EXPECT_FALSE(add(3, 1));
  EXPECT_TRUE(add(4, 1));
}

}  // namespace
}  // namespace gatehouse::detect

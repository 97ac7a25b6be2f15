#include "base/clock.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gatehouse::base {
namespace {

using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The standard library reads CLOCK_REALTIME and CLOCK_MONOTONIC too.
TEST(Clock, BothClocksAreReadInMilliseconds) {
  const auto wall_before = std::chrono::system_clock::now();
  const auto steady_before = std::chrono::steady_clock::now();
  const Now now = ReadClocks();
  const auto steady_after = std::chrono::steady_clock::now();
  const auto wall_after = std::chrono::system_clock::now();
  EXPECT_LE(floor<milliseconds>(wall_before), now.wall);
  EXPECT_LE(now.wall, wall_after);
  EXPECT_LE(floor<milliseconds>(steady_before.time_since_epoch()), now.steady.time_since_epoch());
  EXPECT_LE(now.steady.time_since_epoch(), steady_after.time_since_epoch());
}

TEST(Clock, TheStopwatchIsMonotonicAndFinerThanAMillisecond) {
  nanoseconds last = std::chrono::steady_clock::now().time_since_epoch();
  bool finer = false;
  for (int i = 0; i < 1000; ++i) {
    const nanoseconds read = ReadStopwatch();
    EXPECT_GE(read, last);
    finer |= read != floor<milliseconds>(read);
    last = read;
  }
  EXPECT_LE(last, std::chrono::steady_clock::now().time_since_epoch());
  EXPECT_TRUE(finer);
}

}  // namespace
}  // namespace gatehouse::base

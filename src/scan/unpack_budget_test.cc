#include "scan/unpack_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace gatehouse::scan {
namespace {

TEST(UnpackBudget, A17_ThreadsStayBelowItButForOneAndNoneWaitsForEver) {
  constexpr size_t kBytes = 100;
  constexpr size_t kMember = 60;
  UnpackBudget budget(kBytes);
  std::atomic<size_t> used = 0;
  std::atomic<size_t> most = 0;
  const auto grow = [&](UnpackBudget::Share& share, size_t from, size_t to) {
    share.Grow(to);
    const size_t now = used += to - from;
    for (size_t seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::yield();
  };
  const auto work = [&] {
    for (int i = 0; i < 200; ++i) {
      UnpackBudget::Share outer(budget);
      for (size_t bytes = 0; bytes < kMember; bytes += 10) grow(outer, bytes, bytes + 10);
      {
        UnpackBudget::Share inner(budget);  // each has an archive in an archive
        for (size_t bytes = 0; bytes < kMember; bytes += 10) grow(inner, bytes, bytes + 10);
        used -= kMember;
      }
      used -= kMember;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(work);
  }
  EXPECT_EQ(used, 0);
  EXPECT_LE(most, kBytes + 2 * kMember);
}

TEST(UnpackBudget, A17_WhatIsReleasedMayBeTakenAgain) {
  UnpackBudget budget(100);
  UnpackBudget::Share first(budget);
  first.Grow(80);
  first.Grow(20);  // has more
  std::atomic<bool> taken = false;
  UnpackBudget::Share beyond(budget);
  beyond.Grow(80);
  std::jthread other([&] {
    UnpackBudget::Share share(budget);
    share.Grow(50);
    taken = true;
  });
  EXPECT_FALSE(taken);  // the other thread may not go beyond while this one does
  beyond.Release();
  first.Release();
  other.join();
  EXPECT_TRUE(taken);
}

}  // namespace
}  // namespace gatehouse::scan

// Exactness under concurrency: threads, which the thread sanitizer watches, and processes, which it cannot follow.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "base/sanitizers.h"
#include "state/block_table.h"
#include "state/bucket_table.h"
#include "state/counters.h"
#include "state/mapped_ledger.h"
#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kWorkers = 4;
constexpr int64_t kStart = 2'000'000'000;

base::Steady At(int64_t ms) { return base::Steady(milliseconds(ms)); }
base::Wall Wall(int64_t ms) { return base::Wall(milliseconds(ms)); }

void RunThreads(const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int worker = 0; worker < kWorkers; ++worker) threads.emplace_back(work, worker);
  for (std::thread& thread : threads) thread.join();
}

// True if every process came to a good end.
bool RunProcesses(const std::function<void(int)>& work) {
  std::vector<pid_t> children;
  for (int worker = 0; worker < kWorkers; ++worker) {
    const pid_t child = ::fork();
    if (child == 0) {
      work(worker);
      ::_exit(0);
    }
    children.push_back(child);
  }
  bool good = true;
  for (const pid_t child : children) {
    int status = 0;
    good = ::waitpid(child, &status, 0) == child && status == 0 && good;
  }
  return good;
}

// Every worker asks for every key more often than it may; the sum of what was admitted is counted in the mapped file.
void AskForAll(Region& region, int keys, const Quota& quota, int worker) {
  BucketTable table(region);
  Counters counters(region);
  for (uint32_t round = 0; round < quota.count; ++round) {
    for (int i = 0; i < keys; ++i) {
      const int key = (i + worker) % keys;
      if (table.Take(table.KeyOf(quota, std::to_string(key)), quota, At(kStart)).admitted) {
        counters.Add(Counter::kEventsWritten);
      }
    }
  }
}

uint64_t Hits(const Region& region) {
  return Counters(region).Read().named[static_cast<size_t>(Counter::kEventsWritten)];
}

TEST(Concurrency, B11_ThreadsAdmitExactlyTheLimit) {
  ScratchRegion region;
  const Quota quota{.count = 500, .window = seconds(60), .limit_id = 1};
  RunThreads([&](int worker) { AskForAll(*region, 40, quota, worker); });
  EXPECT_EQ(Hits(*region), 40U * 500U);
}

TEST(Concurrency, B11_ProcessesAdmitExactlyTheLimit) {
  if (base::kThreadSanitizer) GTEST_SKIP() << "the thread sanitizer does not follow a fork";
  ScratchRegion region;
  const Quota quota{.count = 500, .window = seconds(60), .limit_id = 1};
  EXPECT_TRUE(RunProcesses([&](int worker) {
    auto mine = Region::Open(region.path());
    if (!mine) ::_exit(1);
    AskForAll(*mine, 40, quota, worker);
  }));
  EXPECT_EQ(Hits(*region), 40U * 500U);
}

// New keys all the time, each claimed by all threads at once, in a table that is always recycling slots, with clocks
// that differ.
TEST(Concurrency, B11_ClaimsOfOneKeyByManyThreadsMakeOneBucket) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  const Quota quota{.count = 3, .window = milliseconds(1000), .limit_id = 1};
  constexpr int kRounds = 3000;
  std::vector<std::atomic<uint32_t>> admitted(kRounds);
  std::barrier together(kWorkers);
  RunThreads([&](int worker) {
    BucketTable table(*region);
    for (int round = 0; round < kRounds; ++round) {
      together.arrive_and_wait();
      const uint64_t key = table.KeyOf(quota, std::to_string(round));
      for (int i = 0; i < 4; ++i) {
        // Clocks apart by up to a slice: slots look free to some and taken to others.
        const int64_t now = kStart + int64_t{round} * 25 + (worker % 2) * 125;
        if (table.Take(key, quota, At(now)).admitted) ++admitted[static_cast<size_t>(round)];
      }
    }
  });
  for (const auto& count : admitted) EXPECT_LE(count.load(), quota.count);
}

// Time goes on while threads take and give back: what was admitted and kept never exceeds the limit in any window.
TEST(Concurrency, B11_RollingOnWhileOthersTakeKeepsTheLimit) {
  ScratchRegion region;
  const Quota quota{.count = 50, .window = seconds(8), .limit_id = 1};
  constexpr int kSlices = 400;
  std::vector<std::atomic<uint32_t>> kept(kSlices);
  std::atomic<int> slice = 0;
  RunThreads([&](int worker) {
    BucketTable table(*region);
    const uint64_t key = table.KeyOf(quota, "a");
    std::mt19937 random(static_cast<uint32_t>(worker));
    for (int i = 0; i < 40'000; ++i) {
      if (worker == 0 && i % 100 == 0) slice.store(std::min(i / 100, kSlices - 1));
      const int now = slice.load();
      const auto at = At(kStart + int64_t{now} * 1000);
      if (!table.Take(key, quota, at).admitted) continue;
      if (random() % 4 == 0) {
        table.GiveBack(key, quota, at);
      } else {
        // A caller that was held up may be booked under a later slice than the one it read. If the time is still the
        // same, nobody can have moved the bucket on, and the place is booked under this slice.
        if (slice.load() == now) kept[static_cast<size_t>(now)].fetch_add(1);
      }
    }
  });
  // A window may touch nine slices, and the limit holds over all of them.
  constexpr int kTouched = 9;
  for (int first = 0; first + kTouched <= kSlices; ++first) {
    uint32_t sum = 0;
    for (int i = 0; i < kTouched; ++i) sum += kept[static_cast<size_t>(first + i)].load();
    EXPECT_LE(sum, quota.count) << first;
  }
}

// Readers look while a writer adds, replaces and removes: a block that is always there is always seen, and nothing is
// ever torn.
TEST(Concurrency, C15_ReadersSeeWholeEntriesWhileOneWrites) {
  ScratchRegion region;
  BlockTable writer(*region);
  const auto steady = *base::IpAddress::Parse("198.51.100.7");
  ASSERT_TRUE(writer.AddNetwork(base::IpNetwork(steady, 32), "always", Wall(1000), std::nullopt, {}));
  std::atomic<bool> done = false;
  std::atomic<uint64_t> missed = 0;
  std::atomic<uint64_t> torn = 0;
  RunThreads([&](int worker) {
    if (worker == 0) {
      for (int i = 0; i < 1500; ++i) {
        const base::IpNetwork other(base::IpAddress::V4({203, 0, 113, static_cast<uint8_t>(i % 40)}), 32);
        const std::string note(static_cast<size_t>(i % 150), static_cast<char>('a' + i % 26));
        (void)writer.AddNetwork(other, note, Wall(1000 + i), std::nullopt, {});
        (void)writer.AddNetwork(base::IpNetwork(steady, 32), note, Wall(1000 + i), std::nullopt, {});
        if (i % 3 == 0) (void)writer.RemoveNetwork(other);
      }
      done.store(true);
      return;
    }
    BlockTable reader(*region);
    while (!done.load()) {
      if (!reader.AddressBlocked(steady, Wall(5000))) missed.fetch_add(1);
      if (worker != 1) continue;
      for (const Block& block : reader.List(Wall(5000))) {
        const bool uniform =
            block.reason == "always" || block.reason.find_first_not_of(block.reason[0]) == std::string::npos;
        if (!block.network || !uniform) torn.fetch_add(1);
      }
    }
  });
  EXPECT_EQ(missed.load(), 0U);
  EXPECT_EQ(torn.load(), 0U);
}

}  // namespace
}  // namespace gatehouse::state

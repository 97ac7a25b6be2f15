// Limits that several gates share: what one gate admits is told to the others once, and heard by them, so that together
// they admit the limit and what one can admit until it hears of the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <deque>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "state/bucket_table.h"
#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr size_t kAll = 1'000'000;
constexpr Quota kTen{.count = 10, .window = milliseconds(8'000), .limit_id = 1};
constexpr uint32_t kTensSlice = 1'000;
constexpr base::Steady kStart{milliseconds(1'000'000)};

std::array<uint8_t, kSecretBytes> SecretOf(uint8_t byte) {
  std::array<uint8_t, kSecretBytes> secret{};
  for (size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<uint8_t>(byte + i);
  return secret;
}

class SharingGate {
 public:
  explicit SharingGate(milliseconds booted_earlier = milliseconds(0)) : ahead_(booted_earlier) {
    region_->ShareBucketSecret(SecretOf(1));
  }
  bool Take(std::string_view client, base::Steady now, const Quota& quota = kTen) {
    return table_.Take(table_.KeyOf(quota, client), quota, now + ahead_).admitted;
  }
  void GiveBack(std::string_view client, base::Steady now) {
    table_.GiveBack(table_.KeyOf(kTen, client), kTen, now + ahead_);
  }
  std::vector<BucketTable::Told> Untold(base::Steady now, size_t most = kAll) {
    std::vector<BucketTable::Told> told = std::move(own_);
    own_.clear();
    table_.TakeUntold(now + ahead_, most, place_, told);
    return told;
  }
  bool Hear(const BucketTable::Told& told, base::Steady now) { return table_.Hear(told, now + ahead_, own_); }
  void HearAll(const std::vector<BucketTable::Told>& all, base::Steady now) {
    for (const auto& told : all) EXPECT_TRUE(Hear(told, now));
  }
  uint64_t KeyOf(std::string_view client) const { return table_.KeyOf(kTen, client); }
  // As a daemon that was started again: what it had in memory is gone.
  void ForgetPlace() { place_ = 0; }
  BucketTable& table() { return table_; }

 private:
  milliseconds ahead_;  // clocks begin when a machine boots
  ScratchRegion region_;
  BucketTable table_{*region_};
  size_t place_ = 0;
  std::vector<BucketTable::Told> own_;
};

TEST(SharedLimits, B11_WhatOneGateAdmitsCountsAtTheOther) {
  SharingGate a;
  SharingGate b(milliseconds(123'456'789));
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(a.Take("ada", kStart));
  const auto told = a.Untold(kStart);
  EXPECT_THAT(told, ElementsAre(BucketTable::Told{a.KeyOf("ada"), kTensSlice, 7}));
  b.HearAll(told, kStart);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(b.Take("ada", kStart)) << i;
  EXPECT_FALSE(b.Take("ada", kStart));
  EXPECT_TRUE(b.Take("bob", kStart));
  a.HearAll(b.Untold(kStart), kStart);
  EXPECT_FALSE(a.Take("ada", kStart));
}

TEST(SharedLimits, B11_NothingIsToldTwiceAndWhatWasHeardIsNotToldOn) {
  SharingGate a;
  SharingGate b;
  EXPECT_TRUE(a.Take("ada", kStart));
  EXPECT_TRUE(b.Take("ada", kStart));
  const auto told = a.Untold(kStart);
  EXPECT_THAT(a.Untold(kStart), IsEmpty());
  b.HearAll(told, kStart);
  EXPECT_THAT(b.Untold(kStart), ElementsAre(BucketTable::Told{b.KeyOf("ada"), kTensSlice, 1}));
  EXPECT_THAT(b.Untold(kStart), IsEmpty());
  EXPECT_TRUE(b.Take("ada", kStart + milliseconds(1'500)));
  EXPECT_THAT(b.Untold(kStart + milliseconds(1'500)), ElementsAre(BucketTable::Told{b.KeyOf("ada"), kTensSlice, 1}));
}

TEST(SharedLimits, B11_WhatWasHeardInALaterSliceLeavesOwnRequestsToBeTold) {
  SharingGate a;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a.Take("ada", kStart));
  const base::Steady later = kStart + milliseconds(2'100);
  EXPECT_TRUE(a.Hear({a.KeyOf("ada"), kTensSlice, 5}, later));
  EXPECT_THAT(a.Untold(later), ElementsAre(BucketTable::Told{a.KeyOf("ada"), kTensSlice, 4}));
  EXPECT_TRUE(a.Take("ada", later));
  EXPECT_FALSE(a.Take("ada", later)) << "4 of its own, 5 heard, 1 of its own";
  EXPECT_THAT(a.Untold(later), ElementsAre(BucketTable::Told{a.KeyOf("ada"), kTensSlice, 1}));
}

// The marks are in the mapped file, so another process goes on where the killed one was.
TEST(SharedLimits, B11_ARestartedDaemonTellsOnlyWhatWasNotTold) {
  SharingGate a;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(a.Take("ada", kStart));
  EXPECT_THAT(a.Untold(kStart), testing::SizeIs(1));
  EXPECT_TRUE(a.Take("ada", kStart));
  a.ForgetPlace();
  EXPECT_THAT(a.Untold(kStart), ElementsAre(BucketTable::Told{a.KeyOf("ada"), kTensSlice, 1}));
}

TEST(SharedLimits, B11_WhatCouldNotBeToldForLongIsToldAsFarAsItCounts) {
  SharingGate a;
  EXPECT_TRUE(a.Take("ada", kStart));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(a.Take("ada", kStart + milliseconds(6'000)));
  const base::Steady later = kStart + milliseconds(10'000);
  EXPECT_TRUE(a.Take("ada", later));
  EXPECT_THAT(a.Untold(later), ElementsAre(BucketTable::Told{a.KeyOf("ada"), kTensSlice, 5}));
  EXPECT_THAT(a.Untold(later + milliseconds(60'000)), IsEmpty());
}

TEST(SharedLimits, B11_AGivenBackRequestThatWasToldMakesUpForTheNext) {
  SharingGate a;
  EXPECT_TRUE(a.Take("ada", kStart));
  EXPECT_THAT(a.Untold(kStart), testing::SizeIs(1));
  a.GiveBack("ada", kStart);
  EXPECT_TRUE(a.Take("ada", kStart));
  EXPECT_THAT(a.Untold(kStart), IsEmpty());
  EXPECT_TRUE(a.Take("ada", kStart));
  EXPECT_THAT(a.Untold(kStart), testing::SizeIs(1));
}

TEST(SharedLimits, B11_ASlotThatChangesItsKeyHasNoMarkOfTheOldOne) {
  SharingGate a;
  const std::string first = "c0";
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(a.Take(first, kStart));
  EXPECT_THAT(a.Untold(kStart), testing::SizeIs(1));
  // Much later, others use all slots, the first one's too.
  const base::Steady later = kStart + milliseconds(100'000);
  size_t admitted = 0;
  for (int client = 1; client < 600; ++client) admitted += a.Take("c" + std::to_string(client), later) ? 1 : 0;
  size_t told = 0;
  for (const auto& one : a.Untold(later)) told += one.count;
  EXPECT_EQ(told, admitted);
}

TEST(SharedLimits, B11_ABoundedNumberOfKeysAtATimeAndNoneIsLeftOut) {
  SharingGate a;
  for (int client = 0; client < 100; ++client) EXPECT_TRUE(a.Take("c" + std::to_string(client), kStart));
  size_t told = 0;
  for (int round = 0; round < 11; ++round) {
    const auto some = a.Untold(kStart, 10);
    EXPECT_LE(some.size(), 10U);
    told += some.size();
  }
  EXPECT_EQ(told, 100U);
}

TEST(SharedLimits, B11_UnusableNewsIsRefused) {
  SharingGate a;
  EXPECT_FALSE(a.Hear({0, kTensSlice, 1}, kStart));
  EXPECT_FALSE(a.Hear({7, 0, 1}, kStart));
  EXPECT_FALSE(a.Hear({7, 15, 1}, kStart));
  EXPECT_TRUE(a.Hear({a.KeyOf("ada"), kTensSlice, UINT32_MAX}, kStart));
  EXPECT_TRUE(a.Hear({a.KeyOf("ada"), kTensSlice, UINT32_MAX}, kStart));
  EXPECT_FALSE(a.Take("ada", kStart));
  EXPECT_TRUE(a.Take("ada", kStart + milliseconds(9'000))) << "counts do not run over into others";
}

TEST(SharedLimits, B11_AnotherSecretIsAnotherKey) {
  ScratchRegion region;
  const BucketTable table(*region);
  const uint64_t own = table.KeyOf(kTen, "ada");
  region->ShareBucketSecret(SecretOf(1));
  const uint64_t shared = table.KeyOf(kTen, "ada");
  EXPECT_NE(shared, own);
  region->ShareBucketSecret(SecretOf(1));
  EXPECT_EQ(table.KeyOf(kTen, "ada"), shared);
  region->ShareBucketSecret(SecretOf(2));
  EXPECT_NE(table.KeyOf(kTen, "ada"), shared);
  region->ShareBucketSecret(SecretOf(1));
  EXPECT_EQ(table.KeyOf(kTen, "ada"), shared);
  const SharingGate other;
  EXPECT_EQ(other.KeyOf("ada"), shared);
}

// News travels between three gates with a delay of at most kLate. Whatever the order of requests: in each window all
// gates together admit at most the limit and what the other gates admitted while their news was on the way.
class SharedLimitsAtRandom : public testing::TestWithParam<unsigned> {};

constexpr size_t kGates = 3;
constexpr milliseconds kLate{300};

TEST_P(SharedLimitsAtRandom, B11_TogetherTheyKeepToTheBound) {
  std::mt19937 random(GetParam());
  std::array<SharingGate, kGates> gates;
  struct OnTheWay {
    base::Steady arrives;
    size_t from;
    std::vector<BucketTable::Told> told;
  };
  struct Admitted {
    base::Steady at;
    size_t gate;
  };
  std::deque<OnTheWay> news;
  std::deque<Admitted> admitted;
  size_t beyond = 0;
  base::Steady now = kStart;
  for (int step = 0; step < 6'000; ++step) {
    now += milliseconds(random() % 20);
    while (!news.empty() && news.front().arrives <= now) {
      for (size_t i = 0; i < kGates; ++i) {
        if (i != news.front().from) gates[i].HearAll(news.front().told, now);
      }
      news.pop_front();
    }
    const size_t telling = static_cast<size_t>(step) % kGates;
    // Each gate tells at least every third step, 60 ms; its news arrives 240 ms after that.
    news.push_back({now + kLate - milliseconds(60), telling, gates[telling].Untold(now)});
    const size_t gate = random() % kGates;
    if (random() % 4 != 0 || !gates[gate].Take("ada", now)) continue;
    admitted.push_back({now, gate});
    while (admitted.front().at <= now - kTen.window) admitted.pop_front();
    size_t unheard = 0;
    for (const Admitted& one : admitted) unheard += one.gate != gate && one.at > now - kLate ? 1 : 0;
    EXPECT_LE(admitted.size(), kTen.count + unheard) << "at " << now.time_since_epoch().count();
    beyond += admitted.size() > kTen.count ? 1 : 0;
  }
  EXPECT_GT(admitted.size(), 0U);
  EXPECT_GT(beyond, 0U) << "this test must show the bound, not only the limit";
}

INSTANTIATE_TEST_SUITE_P(SharedLimits, SharedLimitsAtRandom, testing::Range(0U, 20U));

// Workers count while the daemon tells and hears.
TEST(SharedLimits, B11_UnderConcurrencyEachRequestIsToldOnce) {
  constexpr Quota kMany{.count = 500'000, .window = milliseconds(8'000), .limit_id = 1};
  constexpr int kWorkers = 3;
  constexpr int kEach = 20'000;
  ScratchRegion region;
  BucketTable daemon(*region);
  std::atomic<int> running = kWorkers;
  std::atomic<uint64_t> admitted = 0;
  std::vector<std::thread> workers;
  for (int worker = 0; worker < kWorkers; ++worker) {
    workers.emplace_back([&, worker] {
      BucketTable table(*region);
      const uint64_t key = table.KeyOf(kMany, "ada");
      for (int i = 0; i < kEach; ++i) {
        if (table.Take(key, kMany, kStart + milliseconds(i / 10 + worker)).admitted) ++admitted;
      }
      --running;
    });
  }
  const uint64_t key = daemon.KeyOf(kMany, "ada");
  std::vector<BucketTable::Told> told;
  size_t place = 0;
  uint32_t heard = 0;
  int64_t at = 0;
  while (running != 0) {
    const base::Steady now = kStart + milliseconds(at++ / 50);
    daemon.TakeUntold(now, kAll, place, told);
    if (heard < 1'000) heard += daemon.Hear({key, kTensSlice, 1}, now, told) ? 1 : 0;
  }
  for (std::thread& worker : workers) worker.join();
  const base::Steady end = kStart + milliseconds(2'010);
  daemon.TakeUntold(end, kAll, place, told);
  uint64_t sum = 0;
  for (const auto& one : told) sum += one.count;
  EXPECT_EQ(sum, admitted.load());
  EXPECT_GT(heard, 0U);
  const gate::RateVerdict left = daemon.Peek(key, kMany, end);
  EXPECT_EQ(left.remaining, kMany.count - admitted.load() - heard - 1);
}

}  // namespace
}  // namespace gatehouse::state

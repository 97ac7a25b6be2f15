// The limiter against a model that remembers every admission, and against floods of keys.
#include "state/bucket_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

base::Steady At(int64_t ms) { return base::Steady(milliseconds(ms)); }

constexpr int64_t kStart = 1'000'000'000;

TEST(BucketTable, B11_AdmitsExactlyTheLimit) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 100, .window = seconds(60), .limit_id = 7};
  const uint64_t key = table.KeyOf(quota, "192.0.2.1");
  for (uint32_t i = 0; i < 100; ++i) {
    const auto verdict = table.Take(key, quota, At(kStart + i));
    ASSERT_TRUE(verdict.admitted) << i;
    EXPECT_EQ(verdict.remaining, 99 - i);
  }
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(table.Take(key, quota, At(kStart + 200 + i)).admitted);
}

// The whole promise, against a record of every admission: no window of the length holds more than N, and a request is
// turned away only if N admissions lie within a window and an eighth before it.
TEST(BucketTable, B11_NeverMoreInAnyWindowAndPlacesComeBackWithinAnEighth) {
  ScratchRegion region;
  BucketTable table(*region);
  std::mt19937_64 random(20240817);
  uint64_t client = 0;
  for (const int64_t window_ms : {1'000, 60'000, 3'600'000, 86'400'000, 7'003}) {
    for (const uint32_t count : {1U, 2U, 10U, 100U}) {
      const Quota quota{.count = count, .window = milliseconds(window_ms), .limit_id = count};
      const uint64_t key = table.KeyOf(quota, std::to_string(++client));
      std::deque<int64_t> admitted;
      int64_t now = kStart + static_cast<int64_t>(random() % 100'000);
      const int64_t slice_ms = (window_ms + 7) / 8;
      for (int step = 0; step < 20'000; ++step) {
        // Bursts, a pace near the limit, pauses of about a slice or a window, and long ones.
        const uint64_t kind = random() % 100;
        const auto up_to = [&](int64_t most) {
          return static_cast<int64_t>(random() % static_cast<uint64_t>(most + 1));
        };
        now += kind < 60   ? up_to(2)
               : kind < 90 ? up_to(2 * window_ms / count)
               : kind < 97 ? up_to(2 * slice_ms)
               : kind < 99 ? up_to(2 * window_ms)
                           : up_to(400 * window_ms);
        while (!admitted.empty() && admitted.front() <= now - window_ms - slice_ms) admitted.pop_front();
        const auto in_window = std::ranges::count_if(admitted, [&](int64_t t) { return t > now - window_ms; });
        const auto verdict = table.Take(key, quota, At(now));
        if (verdict.admitted) {
          ASSERT_LT(in_window, count) << "window " << window_ms << " count " << count << " step " << step;
          admitted.push_back(now);
          ASSERT_LT(verdict.remaining, count);
        } else {
          ASSERT_GE(admitted.size(), count)
              << "refused although a place was due an eighth of the window ago; window " << window_ms;
          ASSERT_GT(verdict.retry_after.count(), 0);
        }
      }
    }
  }
}

TEST(BucketTable, B11_RetryAfterIsRightToTheSecond) {
  std::mt19937_64 random(3);
  const Quota quota{.count = 5, .window = seconds(60), .limit_id = 1};
  for (int round = 0; round < 100; ++round) {
    ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
    BucketTable table(*region);
    const uint64_t patient = table.KeyOf(quota, "patient");
    const uint64_t hasty = table.KeyOf(quota, "hasty");
    int64_t now = kStart + static_cast<int64_t>(random() % 60'000);
    gate::RateVerdict verdict;
    for (;;) {
      verdict = table.Take(patient, quota, At(now));
      ASSERT_EQ(table.Take(hasty, quota, At(now)).admitted, verdict.admitted);
      if (!verdict.admitted) break;
      now += static_cast<int64_t>(random() % 10'000);
    }
    const int64_t wait_ms = milliseconds(verdict.retry_after).count();
    EXPECT_FALSE(table.Take(hasty, quota, At(now + wait_ms - 1000)).admitted) << "a second too early is too early";
    EXPECT_TRUE(table.Take(patient, quota, At(now + wait_ms)).admitted);
    EXPECT_GE(verdict.reset, verdict.retry_after);
  }
}

TEST(BucketTable, B11_ResetTellsWhenTheWholeQuotaIsFree) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 3, .window = seconds(60), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  gate::RateVerdict verdict;
  for (int i = 0; i < 3; ++i) verdict = table.Take(key, quota, At(kStart + i * 9000));
  const int64_t free_at = kStart + 18'000 + milliseconds(verdict.reset).count();
  EXPECT_EQ(table.Peek(key, quota, At(free_at)).remaining, 2U);
  EXPECT_LT(table.Peek(key, quota, At(free_at - 1000)).remaining, 2U);
}

TEST(BucketTable, B11_GivenBackPlacesCanBeTakenAgain) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 2, .window = seconds(60), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
    table.GiveBack(key, quota, At(kStart));
  }
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_FALSE(table.Take(key, quota, At(kStart)).admitted);
  table.GiveBack(key, quota, At(kStart + 30'000));  // too late: that slice is settled
  EXPECT_FALSE(table.Take(key, quota, At(kStart + 30'000)).admitted);
  table.GiveBack(table.KeyOf(quota, "stranger"), quota, At(kStart));  // never took anything
}

TEST(BucketTable, B11_PeekTakesNothing) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 1, .window = seconds(1), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(table.Peek(key, quota, At(kStart)).admitted);
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_FALSE(table.Peek(key, quota, At(kStart)).admitted);
}

TEST(BucketTable, B11_LimitsAndClientsHaveBucketsOfTheirOwn) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota minute{.count = 1, .window = seconds(60), .limit_id = 1};
  const Quota hour{.count = 1, .window = seconds(3600), .limit_id = 1};
  const Quota other{.count = 1, .window = seconds(60), .limit_id = 2};
  for (const Quota& quota : {minute, hour, other}) {
    for (const char* client : {"a", "b", ""}) {
      EXPECT_TRUE(table.Take(table.KeyOf(quota, client), quota, At(kStart)).admitted);
      EXPECT_FALSE(table.Take(table.KeyOf(quota, client), quota, At(kStart)).admitted);
    }
  }
}

TEST(BucketTable, B11_AClockThatLagsIsNoWayBack) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 4, .window = seconds(8), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  int admitted = 0;
  for (int i = 0; i < 100; ++i)
    admitted += table.Take(key, quota, At(kStart + (i % 2 == 0 ? 3000 : 0))).admitted ? 1 : 0;
  EXPECT_EQ(admitted, 4);
}

TEST(BucketTable, B11_AQuotaOfNothingAdmitsNothing) {
  ScratchRegion region;
  BucketTable table(*region);
  for (const Quota& quota : {Quota{.count = 0, .window = seconds(1)}, Quota{.count = 1, .window = seconds(0)},
                             Quota{.count = 1, .window = milliseconds(-5)}}) {
    EXPECT_FALSE(table.Take(table.KeyOf(quota, "a"), quota, At(kStart)).admitted);
  }
}

TEST(BucketTable, B11_MoreWindowLengthsThanTheFileHoldsAreRefused) {
  ScratchRegion region;
  BucketTable table(*region);
  for (size_t i = 0; i < kWindowClasses; ++i) {
    const Quota quota{.count = 1, .window = seconds(static_cast<int64_t>(8 * (i + 1)))};
    EXPECT_TRUE(table.Take(table.KeyOf(quota, "a"), quota, At(kStart)).admitted);
  }
  const Quota one_more{.count = 1, .window = seconds(4000)};
  EXPECT_FALSE(table.Take(table.KeyOf(one_more, "a"), one_more, At(kStart)).admitted);
  EXPECT_EQ(table.turned_away(), 1U);
}

// THREATS, limits that forget: a flood of new keys fills the table; those who were there keep their count, newcomers
// share.
TEST(BucketTable, B11_AFloodOfKeysNeitherRefillsAKnownOneNorOpensTheGate) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 10, .window = seconds(60), .limit_id = 3};
  std::vector<uint64_t> known;
  for (int i = 0; i < 50; ++i) known.push_back(table.KeyOf(quota, "known" + std::to_string(i)));
  for (const uint64_t key : known) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  }
  const size_t slots = region->sizes().bucket_slots;
  uint64_t admitted = 0;
  constexpr uint64_t kFlood = 200'000;
  for (uint64_t i = 0; i < kFlood; ++i) {
    admitted += table.Take(table.KeyOf(quota, "flood" + std::to_string(i)), quota, At(kStart + 1)).admitted ? 1 : 0;
  }
  EXPECT_EQ(table.LiveKeys(At(kStart + 1)), slots);
  EXPECT_GE(admitted, slots - known.size()) << "every slot of the table served somebody";
  EXPECT_LE(admitted, slots + region->sizes().overflow_slots * quota.count)
      << "and all others together no more than the shared buckets hold";
  EXPECT_GT(table.overflowed(), 0U);
  for (const uint64_t key : known) EXPECT_FALSE(table.Take(key, quota, At(kStart + 2)).admitted);

  // When their window is over, slots are free again and everybody is welcome.
  const auto later = At(kStart + 120'000);
  EXPECT_EQ(table.LiveKeys(later), 0U);
  for (const uint64_t key : known) EXPECT_TRUE(table.Take(key, quota, later).admitted);
}

// A key that used a shared bucket and then gets its own starts with what was taken there.
TEST(BucketTable, B11_LeavingTheOverflowDoesNotRefill) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  BucketTable table(*region);
  const Quota brief{.count = 1, .window = seconds(1), .limit_id = 1};
  const Quota quota{.count = 10, .window = seconds(60), .limit_id = 2};
  for (int i = 0; i < 5000; ++i) (void)table.Take(table.KeyOf(brief, "flood" + std::to_string(i)), brief, At(kStart));
  ASSERT_EQ(table.LiveKeys(At(kStart)), 64U);
  const uint64_t key = table.KeyOf(quota, "newcomer");
  int admitted = 0;
  for (int i = 0; i < 8; ++i) admitted += table.Take(key, quota, At(kStart)).admitted ? 1 : 0;
  const uint64_t overflowed = table.overflowed();
  ASSERT_GE(overflowed, 8U);
  for (int i = 0; i < 50; ++i)
    admitted += table.Take(key, quota, At(kStart + 2000)).admitted ? 1 : 0;  // the flood is over
  EXPECT_EQ(admitted, 10);
  EXPECT_EQ(table.overflowed(), overflowed) << "the later ones came from a bucket of its own";
}

TEST(BucketTable, B11_ASlotIsGivenToAnotherOnlyWhenItsOwnWindowIsOver) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  BucketTable table(*region);
  const Quota day{.count = 1, .window = std::chrono::hours(24), .limit_id = 1};
  const Quota second{.count = 1, .window = seconds(1), .limit_id = 2};
  std::vector<uint64_t> days;
  for (int i = 0; i < 20; ++i) days.push_back(table.KeyOf(day, std::to_string(i)));
  for (const uint64_t key : days) ASSERT_TRUE(table.Take(key, day, At(kStart)).admitted);
  for (int i = 0; i < 50'000; ++i) {
    (void)table.Take(table.KeyOf(second, std::to_string(i)), second, At(kStart + i * 1000));
  }
  for (const uint64_t key : days) EXPECT_FALSE(table.Take(key, day, At(kStart + 50'000'000)).admitted);
}

// A cell that is left from 4096 laps ago bears the tag of today's slice: it must not count.
TEST(BucketTable, B11_CellsOfLongAgoDoNotCount) {
  ScratchRegion region;
  BucketTable table(*region);
  const Quota quota{.count = 3, .window = seconds(8), .limit_id = 1};
  const int64_t age_ms = int64_t{4096} * 9 * 1000;
  const uint64_t key = table.KeyOf(quota, "a");
  for (int slice = 0; slice < 5; ++slice) {
    EXPECT_EQ(table.Take(key, quota, At(kStart + slice * 1000)).admitted, slice < 3);
  }
  EXPECT_TRUE(table.Take(key, quota, At(kStart + 20'000)).admitted);  // publishes the third slice's cell
  EXPECT_EQ(table.Take(key, quota, At(kStart + age_ms + 4000)).remaining, 2U) << "entering behind the old cells";
  EXPECT_EQ(table.Take(key, quota, At(kStart + age_ms + 5000)).remaining, 1U);

  // The same for a slot that changes hands: the cells of the old key are not the new one's.
  for (Slot& slot : region->buckets().slots) {
    for (uint64_t i = 0; i < kHistoryCells; ++i) {
      const uint64_t now_slice = (kStart + 2 * age_ms) / 1000 - i;
      slot.cells[now_slice % 9] = static_cast<uint32_t>(now_slice / 9 % 4096) << 20 | 3;
    }
  }
  const uint64_t other = table.KeyOf(quota, "b");
  EXPECT_EQ(table.Take(other, quota, At(kStart + 2 * age_ms)).remaining, 2U);
}

// A claim whose owner was killed before it was settled is taken over by the next caller of the same key, and recycled
// by others.
TEST(BucketTable, B11_AClaimLeftByAKilledWorkerIsSettled) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  BucketTable table(*region);
  const Quota quota{.count = 2, .window = seconds(60), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  table.GiveBack(key, quota, At(kStart));
  for (Slot& slot : region->buckets().slots) {
    if (slot.key == key) slot.state |= uint64_t{1} << 31 | 77;  // tentative, claim number 77
  }
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_FALSE(table.Take(key, quota, At(kStart)).admitted);
}

TEST(BucketTable, B11_OfTwoClaimsForOneKeyOneIsWithdrawn) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 16});
  BucketTable table(*region);
  const Quota quota{.count = 2, .window = seconds(60), .limit_id = 1};
  const uint64_t key = table.KeyOf(quota, "a");
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  const std::span<Slot> slots = region->buckets().slots;
  const auto mine = std::ranges::find(slots, key, &Slot::key);
  // The same key, tentative, in every other slot, so in all where it may stand.
  for (Slot& slot : slots) {
    if (slot.key == key) continue;
    slot.key = key;
    slot.state = mine->state | uint64_t{1} << 31;
  }
  EXPECT_TRUE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_FALSE(table.Take(key, quota, At(kStart)).admitted);
  EXPECT_FALSE(table.Take(key, quota, At(kStart + 20'000)).admitted);
}

}  // namespace
}  // namespace gatehouse::state

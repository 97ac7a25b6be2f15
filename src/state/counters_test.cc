#include "state/counters.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::nanoseconds;

TEST(Counters, A14_EveryReasonCountsForItself) {
  ScratchRegion region;
  Counters counters(*region);
  static_assert(kMaxReasons >= 100, "the list of reasons grows");
  ASSERT_LE(gate::AllReasons().size(), kMaxReasons);
  uint64_t n = 0;
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    for (uint64_t i = 0; i <= n; ++i) counters.Count(info.reason);
    counters.Count(info.reason, true);
    ++n;
  }
  const Counters::Totals totals = counters.Read();
  n = 0;
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    EXPECT_EQ(totals.enforced[static_cast<size_t>(info.reason)], ++n);
    EXPECT_EQ(totals.observed[static_cast<size_t>(info.reason)], 1U);
  }
}

TEST(Counters, A14_EverySignalOfPromptsCountsForItselfAndByItsFate) {
  ScratchRegion region;
  Counters counters(*region);
  counters.CountSignal(0, SignalFate::kRefused);
  counters.CountSignal(13, SignalFate::kRedacted);
  counters.CountSignal(13, SignalFate::kRedacted);
  counters.CountSignal(13, SignalFate::kReported);
  const Counters::Totals totals = counters.Read();
  EXPECT_EQ(totals.signals[0], (std::array<uint64_t, kSignalFates>{1, 0, 0}));
  EXPECT_EQ(totals.signals[13], (std::array<uint64_t, kSignalFates>{0, 2, 1}));
  EXPECT_EQ(totals.signals[1], (std::array<uint64_t, kSignalFates>{}));
  EXPECT_EQ(Name(SignalFate::kRedacted), "redacted");
}

TEST(Counters, A14_NothingIsLostBetweenThreads) {
  ScratchRegion region;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Counters counters(*region);
      for (int n = 0; n < 10'000; ++n) {
        counters.Count(gate::Reason::kAllowed);
        counters.Add(Counter::kEventFailures, 2);
        counters.Time(Timed::kRequest, nanoseconds(1000));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Counters::Totals totals = Counters(*region).Read();
  EXPECT_EQ(totals.enforced[0], 40'000U);
  EXPECT_EQ(totals.named[static_cast<size_t>(Counter::kEventFailures)], 80'000U);
  const Counters::Latency& latency = totals.latency[static_cast<size_t>(Timed::kRequest)];
  EXPECT_EQ(latency.counts[LatencyBucket(nanoseconds(1000))], 40'000U);
  EXPECT_EQ(latency.sum, nanoseconds(40'000'000));
}

TEST(Counters, A14_ALatencyLiesBelowItsBucketsBoundAndNotBelowTheOneBefore) {
  for (size_t bucket = 0; bucket + 1 < kLatencyBuckets; ++bucket) {
    EXPECT_EQ(LatencyBucket(LatencyBound(bucket) - nanoseconds(1)), bucket);
    EXPECT_EQ(LatencyBucket(LatencyBound(bucket)), bucket + 1);
  }
  EXPECT_EQ(LatencyBucket(nanoseconds(-5)), 0U);
  EXPECT_EQ(LatencyBucket(nanoseconds::max()), kLatencyBuckets - 1);
  EXPECT_EQ(LatencyBound(0), nanoseconds(64));
  EXPECT_EQ(LatencyBound(1), nanoseconds(96));
}

// Found by fuzz/mapped_file_fuzz.cc: sums of latencies from a damaged file overflowed a signed number.
TEST(Counters, A14_DamagedLatencySumsDoNotOverflow) {
  ScratchRegion region;
  for (CounterShard& shard : region->counters()) shard.latency_sum_ns[0] = 0x5858585858585858;
  EXPECT_GE(Counters(*region).Read().latency[0].sum, nanoseconds(0));
}

TEST(Counters, A14_NamesAreThereAndDiffer) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < kCounterCount; ++i) names.insert(Name(static_cast<Counter>(i)));
  for (size_t i = 0; i < kTimedCount; ++i) names.insert(Name(static_cast<Timed>(i)));
  EXPECT_EQ(names.size(), kCounterCount + kTimedCount);
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace gatehouse::state

#include "state/counters.h"

#include <sched.h>

#include <algorithm>
#include <bit>

#include "state/atomics.h"

namespace gatehouse::state {
namespace {

constexpr unsigned kFirstOctave = 6;  // 2^6 = 64 ns

}  // namespace

std::string_view Name(Counter counter) {
  constexpr std::array<std::string_view, kCounterCount> kNames = {"events_written", "event_failures", "rate_overflow",
                                                                  "rate_table_full", "headers_dropped"};
  return kNames[static_cast<size_t>(counter)];
}

std::string_view Name(Timed stage) {
  constexpr std::array<std::string_view, kTimedCount> kNames = {"admit", "body", "upstream", "request"};
  return kNames[static_cast<size_t>(stage)];
}

std::string_view Name(SignalFate fate) {
  constexpr std::array<std::string_view, kSignalFates> kNames = {"refused", "redacted", "reported"};
  return kNames[static_cast<size_t>(fate)];
}

static_assert(kCounterCount <= kMaxNamedCounters && kTimedCount <= kMaxStages);

std::chrono::nanoseconds LatencyBound(size_t bucket) {
  const int64_t octave = int64_t{1} << (kFirstOctave + bucket / 2);
  return std::chrono::nanoseconds{bucket % 2 == 0 ? octave : octave + octave / 2};
}

// Two buckets per octave; the lower one ends at the octave's middle. The bucket is twice the octave plus the next bit.
size_t LatencyBucket(std::chrono::nanoseconds elapsed) {
  const auto ns = static_cast<uint64_t>(std::max<int64_t>(elapsed.count(), 0));
  if (ns < uint64_t{1} << kFirstOctave) return 0;
  const auto octave = static_cast<unsigned>(std::bit_width(ns)) - 1;
  const size_t half = ns >> (octave - 1) & 1;
  return std::min<size_t>(size_t{2} * (octave - kFirstOctave) + half + 1, kLatencyBuckets - 1);
}

Counters::Counters(const Region& region) : shards_(region.counters()), writable_(region.writable()) {}

// By processor: workers that run at the same time then use different cache lines, forked or not.
CounterShard& Counters::Shard() const { return shards_[static_cast<unsigned>(::sched_getcpu()) % kCounterShards]; }

void Counters::Count(gate::Reason reason, bool observed) {
  if (!writable_) return;
  CounterShard& shard = Shard();
  auto& counts = observed ? shard.observed : shard.enforced;
  AddRelaxed(counts[static_cast<size_t>(reason) % kMaxReasons], uint64_t{1});
}

void Counters::Add(Counter counter, uint64_t n) {
  if (writable_) AddRelaxed(Shard().named[static_cast<size_t>(counter)], n);
}

void Counters::CountSignal(size_t signal, SignalFate fate) {
  if (writable_) AddRelaxed(Shard().signals[signal % kMaxSignals][static_cast<size_t>(fate)], uint64_t{1});
}

void Counters::Time(Timed stage, std::chrono::nanoseconds elapsed) {
  if (!writable_) return;
  CounterShard& shard = Shard();
  const auto index = static_cast<size_t>(stage);
  AddRelaxed(shard.latency[index][LatencyBucket(elapsed)], uint64_t{1});
  AddRelaxed(shard.latency_sum_ns[index], static_cast<uint64_t>(std::max<int64_t>(elapsed.count(), 0)));
}

Counters::Totals Counters::Read() const {
  constexpr auto kRelaxed = std::memory_order_relaxed;
  Totals totals;
  std::array<uint64_t, kTimedCount> sums_ns{};  // unsigned: a damaged file may hold anything
  for (CounterShard& shard : shards_) {
    for (size_t i = 0; i < kMaxReasons; ++i) {
      totals.enforced[i] += Load(shard.enforced[i], kRelaxed);
      totals.observed[i] += Load(shard.observed[i], kRelaxed);
    }
    for (size_t i = 0; i < kCounterCount; ++i) totals.named[i] += Load(shard.named[i], kRelaxed);
    for (size_t i = 0; i < kMaxSignals; ++i) {
      for (size_t fate = 0; fate < kSignalFates; ++fate)
        totals.signals[i][fate] += Load(shard.signals[i][fate], kRelaxed);
    }
    for (size_t stage = 0; stage < kTimedCount; ++stage) {
      Latency& latency = totals.latency[stage];
      for (size_t i = 0; i < kLatencyBuckets; ++i) latency.counts[i] += Load(shard.latency[stage][i], kRelaxed);
      sums_ns[stage] += Load(shard.latency_sum_ns[stage], kRelaxed);
    }
  }
  for (size_t stage = 0; stage < kTimedCount; ++stage) {
    totals.latency[stage].sum =
        std::chrono::nanoseconds{static_cast<int64_t>(std::min<uint64_t>(sums_ns[stage], INT64_MAX))};
  }
  return totals;
}

}  // namespace gatehouse::state

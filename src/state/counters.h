// The gate's counters: decisions by reason, its own faults, and the duration of stages. Relaxed atomics, spread over
// shards so that workers do not contend for cache lines; a sum is only as exact as its moment. Shown by
// counters_test.cc.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "gate/request/reason.h"
#include "state/region.h"

namespace gatehouse::state {

enum class Counter : uint8_t {
  kEventsWritten,
  kEventFailures,   // events that were not written completely
  kRateOverflow,    // requests counted in a shared overflow bucket
  kRateTableFull,   // requests refused because no overflow bucket was free
  kHeadersDropped,  // request headers that were not forwarded to the service
};
inline constexpr size_t kCounterCount = 5;
[[nodiscard]] std::string_view Name(Counter counter);  // "events_written" …

enum class Timed : uint8_t { kAdmit, kBody, kUpstream, kRequest };
inline constexpr size_t kTimedCount = 4;
[[nodiscard]] std::string_view Name(Timed stage);  // "admit" "body" "upstream" "request"

// What happened to a prompt with a signal: it was refused, the finding was removed from it, or it passed and was
// reported.
enum class SignalFate : uint8_t { kRefused, kRedacted, kReported };
static_assert(kSignalFates == 3);
[[nodiscard]] std::string_view Name(SignalFate fate);  // "refused" …

// Exclusive upper bound of a latency bucket: 64 ns, 96, 128, 192, 256 … two per octave; the last one has none.
[[nodiscard]] std::chrono::nanoseconds LatencyBound(size_t bucket);
[[nodiscard]] size_t LatencyBucket(std::chrono::nanoseconds elapsed);

class Counters {
 public:
  explicit Counters(const Region& region);

  // Counts one decision. kAllowed counts admitted requests; `observed` a refusal that was only logged.
  void Count(gate::Reason reason, bool observed = false);
  void Add(Counter counter, uint64_t n = 1);
  void CountSignal(size_t signal, SignalFate fate);
  void Time(Timed stage, std::chrono::nanoseconds elapsed);

  struct Latency {
    std::array<uint64_t, kLatencyBuckets> counts{};
    std::chrono::nanoseconds sum{0};
  };
  struct Totals {
    std::array<uint64_t, kMaxReasons> enforced{};  // by Reason
    std::array<uint64_t, kMaxReasons> observed{};
    std::array<uint64_t, kCounterCount> named{};
    std::array<std::array<uint64_t, kSignalFates>, kMaxSignals> signals{};
    std::array<Latency, kTimedCount> latency{};
  };
  [[nodiscard]] Totals Read() const;

 private:
  [[nodiscard]] CounterShard& Shard() const;
  std::span<CounterShard> shards_;
  bool writable_;
};

}  // namespace gatehouse::state

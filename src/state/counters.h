// What the gate counts: decisions by reason, its own mishaps, and how long stages took. Relaxed atomics, spread over
// shards so that workers do not fight over cache lines; a sum is as exact as the moment it was read in. Shown by
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
  kEventFailures,   // events that did not reach the log whole
  kRateOverflow,    // takes from a shared overflow bucket
  kRateTableFull,   // refused because not even that was free
  kHeadersDropped,  // headers of requests that did not go on to the service
};
inline constexpr size_t kCounterCount = 5;
[[nodiscard]] std::string_view Name(Counter counter);  // "events_written" …

enum class Timed : uint8_t { kAdmit, kBody, kUpstream, kRequest };
inline constexpr size_t kTimedCount = 4;
[[nodiscard]] std::string_view Name(Timed stage);  // "admit" "body" "upstream" "request"

// What became of a prompt that had a signal: it was refused, what the signal found was taken out, or it passed and was
// told of.
enum class SignalFate : uint8_t { kRefused, kRedacted, kReported };
static_assert(kSignalFates == 3);
[[nodiscard]] std::string_view Name(SignalFate fate);  // "refused" …

// Upper bound (exclusive) of a latency bucket: 64 ns, 96, 128, 192, 256 … two to the octave; the last one has none.
[[nodiscard]] std::chrono::nanoseconds LatencyBound(size_t bucket);
[[nodiscard]] size_t LatencyBucket(std::chrono::nanoseconds elapsed);

class Counters {
 public:
  explicit Counters(const Region& region);

  // One decision. kAllowed counts what was let through; `observed` a refusal that was only noted.
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

// Points in time for all rooms. Nothing in gate/ reads a clock: the caller passes a Now.
#pragma once

#include <chrono>

namespace gatehouse::base {

// Wall-clock time, used in tokens, events and expiries. It may jump.
using Wall = std::chrono::sys_time<std::chrono::milliseconds>;

// CLOCK_MONOTONIC: shared by all processes on the machine, used for rate limits. It restarts at every boot and never
// goes back.
struct SteadyClock {
  using rep = std::chrono::milliseconds::rep;
  using period = std::chrono::milliseconds::period;
  using duration = std::chrono::milliseconds;
  using time_point = std::chrono::time_point<SteadyClock>;
  static constexpr bool is_steady = true;
};
using Steady = SteadyClock::time_point;

struct Now {
  Wall wall;
  Steady steady;
};

// CLOCK_REALTIME and CLOCK_MONOTONIC. Only programs call this; the nginx adapter uses nginx's clocks.
[[nodiscard]] Now ReadClocks() noexcept;

// CLOCK_MONOTONIC. Only for measuring how long something took.
[[nodiscard]] std::chrono::nanoseconds ReadStopwatch() noexcept;

}  // namespace gatehouse::base

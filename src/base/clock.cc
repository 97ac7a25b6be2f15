#include "base/clock.h"

#include <ctime>

namespace gatehouse::base {
namespace {

std::chrono::milliseconds Read(clockid_t clock) noexcept {
  timespec t{};
  clock_gettime(clock, &t);
  return std::chrono::milliseconds{int64_t{t.tv_sec} * 1000 + t.tv_nsec / 1'000'000};
}

}  // namespace

std::chrono::nanoseconds ReadStopwatch() noexcept {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return std::chrono::seconds{t.tv_sec} + std::chrono::nanoseconds{t.tv_nsec};
}

Now ReadClocks() noexcept { return {Wall{Read(CLOCK_REALTIME)}, Steady{Read(CLOCK_MONOTONIC)}}; }

}  // namespace gatehouse::base

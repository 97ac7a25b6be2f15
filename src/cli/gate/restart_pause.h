// How long to wait before a program that has ended is started again. One that ran well for a while is started at once;
// one that dies soon after each start gets longer and longer pauses, so that it does not take the machine; one that
// does not even come up gets the longest. Shown by restart_pause_test.cc.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.h"

namespace gatehouse::cli {

class RestartPause {
 public:
  static constexpr std::chrono::milliseconds kFirst{200};
  // It came up: what it does while it lives is worth more than what its starts cost. Nobody may keep it away for long
  // by something that kills it.
  static constexpr std::chrono::milliseconds kLongestAfterWork{1'000};
  // It did not come up: something has to be repaired first.
  static constexpr std::chrono::milliseconds kLongest{10'000};
  static constexpr std::chrono::milliseconds kRanWell{10'000};

  // It has ended at `now`; `up_since` is when it came up, empty if it did not.
  [[nodiscard]] std::chrono::milliseconds Next(std::optional<base::Steady> up_since, base::Steady now);

 private:
  std::chrono::milliseconds next_ = kFirst;
};

}  // namespace gatehouse::cli

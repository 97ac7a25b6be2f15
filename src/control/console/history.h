// Allowed and refused requests over the last hour, in steps: differences of the gate's counters between two
// calls. Tests: history_test.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "state/counters.h"

namespace gatehouse::console {

class History {
 public:
  static constexpr std::chrono::seconds kStep{10};
  static constexpr size_t kSteps = 360;  // an hour

  struct Sums {
    uint64_t allowed = 0;
    uint64_t refused = 0;
    uint64_t observed = 0;
    uint64_t failed = 0;
  };
  [[nodiscard]] static Sums SumsOf(const state::Counters::Totals& totals);

  // Called about once per second; ends a step when its time is over.
  void Look(const Sums& sums, base::Wall now);
  struct Step {
    base::Wall end{};
    Sums counted;
  };
  // Oldest first.
  [[nodiscard]] std::vector<Step> Steps() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Step> begun_;  // the counters when the current step began
  std::deque<Step> steps_;
};

}  // namespace gatehouse::console

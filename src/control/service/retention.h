// How long the daemon keeps records against replay: revocations, used assertions, ended sessions. If a clock jumps
// ahead, they look expired; when it is set back, the old token would be valid again. So they are deleted only an
// hour after their end, by a clock that has run evenly for an hour. Shown by retention_test.cc.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.h"

namespace gatehouse::service {

inline constexpr std::chrono::milliseconds kRetention = std::chrono::hours(1);
// More than a correction of a running clock, less than any life of a token.
inline constexpr std::chrono::milliseconds kClockStep = std::chrono::minutes(1);

class Retention {
 public:
  // What ended at or before the time returned may be forgotten. Called at every tick; from one thread.
  [[nodiscard]] base::Wall Until(base::Now now);
  // Whether the clock went back before the last call: what had ended may not have.
  [[nodiscard]] bool WentBack() const { return went_back_; }

 private:
  std::optional<base::Now> even_since_;
  bool went_back_ = false;
};

}  // namespace gatehouse::service

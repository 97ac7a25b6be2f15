// How long the daemon keeps records against replay: revocations, used assertions, ended sessions. If a clock jumps
// ahead, they look expired; when it is set back, the old token would be valid again. So they are deleted only an
// hour after their end, by a clock that has run evenly for an hour. Tests: retention_test.cc.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.h"

namespace gatehouse::service {

inline constexpr std::chrono::milliseconds kRetention = std::chrono::hours(1);
// Larger than usual corrections of a clock, smaller than any lifetime of a token.
inline constexpr std::chrono::milliseconds kClockStep = std::chrono::minutes(1);

class Retention {
 public:
  // Returns a time: records that ended at or before it may be deleted. Called at every tick, from one thread.
  [[nodiscard]] base::Wall Until(base::Now now);
  // True if the clock was set back before the last call: expired records may be valid again.
  [[nodiscard]] bool WentBack() const { return went_back_; }

 private:
  std::optional<base::Now> even_since_;
  bool went_back_ = false;
};

}  // namespace gatehouse::service

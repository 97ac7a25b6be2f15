#include "cli/gate/restart_pause.h"

#include <algorithm>

namespace gatehouse::cli {

std::chrono::milliseconds RestartPause::Next(std::optional<base::Steady> up_since, base::Steady now) {
  if (up_since && now - *up_since >= kRanWell) {
    next_ = kFirst;
    return std::chrono::milliseconds{0};
  }
  const std::chrono::milliseconds longest = up_since ? kLongestAfterWork : kLongest;
  const auto pause = std::min(next_, longest);
  next_ = std::min(next_ * 2, longest);
  return pause;
}

}  // namespace gatehouse::cli

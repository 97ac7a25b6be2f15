#include "nginx/old_workers.h"

#include <algorithm>

namespace gatehouse::nginx {

std::vector<pid_t> OldWorkers::TakeReload(std::span<const pid_t> living, const Bounds& bounds) {
  std::vector<pid_t> fresh(living.begin(), living.end());
  const auto keep_living = [&](std::vector<pid_t>& known) {
    std::erase_if(known, [&](pid_t pid) { return std::ranges::find(living, pid) == living.end(); });
    std::erase_if(fresh, [&](pid_t pid) { return std::ranges::find(known, pid) != known.end(); });
  };
  keep_living(told_);
  std::ranges::for_each(reloads_, keep_living);
  reloads_.push_back(std::move(fresh));
  std::erase_if(reloads_, [](const std::vector<pid_t>& reload) { return reload.empty(); });

  const size_t excess = living.size() > bounds.workers ? living.size() - bounds.workers : 0;
  while (reloads_.size() > 1 && (reloads_.size() > bounds.reloads || told_.size() < excess)) {
    told_.insert(told_.end(), reloads_.front().begin(), reloads_.front().end());
    reloads_.pop_front();
  }
  return told_;
}

}  // namespace gatehouse::nginx

// The workers that a reload leaves behind because they have requests under way: how many may pile up. Kept by nginx's
// master, over all reloads. Shown by old_workers_test.cc, tests/field/test_reload_streams.py.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

namespace gatehouse::nginx {

class OldWorkers {
 public:
  struct Bounds {
    size_t reloads = 1;  // of how many reloads there may be old workers; at least one
    size_t workers = 1;  // how many there may be in all, unless the last reload alone leaves more
  };

  // At a reload: `living` are all workers there are, those that the reload is about to replace among them. Says which
  // must end so that the bounds hold: the oldest, all of a reload's together, and those that were told and are there.
  [[nodiscard]] std::vector<pid_t> TakeReload(std::span<const pid_t> living, const Bounds& bounds);

 private:
  std::deque<std::vector<pid_t>> reloads_;  // the oldest first
  std::vector<pid_t> told_;                 // to end, and there at the last reload
};

}  // namespace gatehouse::nginx

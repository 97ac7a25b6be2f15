// Limits the number of old workers, which a reload leaves because they still have requests. Kept in nginx's
// master, across all reloads. Tests: old_workers_test.cc, tests/field/test_reload_streams.py.
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
    size_t reloads = 1;  // old workers of at most this many reloads may exist; at least one
    size_t workers = 1;  // maximum number in total, unless the last reload alone leaves more
  };

  // Called at a reload. `living`: all workers, including those that the reload replaces. Returns the workers that
  // must end to keep the limits: the oldest, all of one reload together, and those that were told before but still run.
  [[nodiscard]] std::vector<pid_t> TakeReload(std::span<const pid_t> living, const Bounds& bounds);

 private:
  std::deque<std::vector<pid_t>> reloads_;  // the oldest first
  std::vector<pid_t> told_;                 // told to end, but still running at the last reload
};

}  // namespace gatehouse::nginx

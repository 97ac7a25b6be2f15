// The right to change blocks and revocations: flock on a descriptor of its own, so that it excludes threads and forked
// workers too, and the kernel gives it back when its holder dies. Shown by crash_test.cc.
#pragma once

#include <chrono>

#include "base/descriptor.h"
#include "base/error.h"
#include "state/region.h"

namespace gatehouse::state {

class WriterLock {
 public:
  // How long to wait for another writer; each holds the lock for microseconds, unless it was stopped.
  static constexpr std::chrono::milliseconds kPatience{2000};

  // An Error if the region is read-only, if its file was replaced by another, or if nobody lets go in time.
  [[nodiscard]] static base::Result<WriterLock> Acquire(const Region& region);

 private:
  explicit WriterLock(base::Descriptor file) : file_(std::move(file)) {}
  base::Descriptor file_;
};

}  // namespace gatehouse::state

// The lock for changing blocks and revocations: flock on its own descriptor, so it also excludes threads and forked
// workers, and the kernel releases it when its holder dies. Shown by crash_test.cc.
#pragma once

#include <chrono>

#include "base/descriptor.h"
#include "base/error.h"
#include "state/region.h"

namespace gatehouse::state {

class WriterLock {
 public:
  // How long to wait for another writer; each holds the lock for microseconds, unless it was suspended.
  static constexpr std::chrono::milliseconds kPatience{2000};

  // An Error if the region is read-only, if its file was replaced by another, or if the lock is not released in time.
  [[nodiscard]] static base::Result<WriterLock> Acquire(const Region& region);

 private:
  explicit WriterLock(base::Descriptor file) : file_(std::move(file)) {}
  base::Descriptor file_;
};

}  // namespace gatehouse::state

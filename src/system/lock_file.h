// A lock file for one process at a time. The kernel releases it when its holder dies. Shown by lock_file_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "base/descriptor.h"

namespace gatehouse::system {

// Locked as long as this object lives; closed on exec.
class LockFile {
 public:
  // Waits at most `at_most` for another holder to release it; an Error if it does not.
  [[nodiscard]] static base::Result<LockFile> Take(const std::string& path, std::chrono::milliseconds at_most);

 private:
  explicit LockFile(base::Descriptor file) : file_(std::move(file)) {}
  base::Descriptor file_;
};

}  // namespace gatehouse::system

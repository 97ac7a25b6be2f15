// A pid file in a run directory, locked by its holder: one process of a kind. The kernel releases the lock when
// the holder dies in any way, so the pid in an unlocked file means nothing. Shown by pid_file_test.cc.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>

#include "base/descriptor.h"

namespace gatehouse::system {

class PidFile {
 public:
  // An Error if another process holds it.
  [[nodiscard]] static base::Result<PidFile> Take(const std::string& path);
  // The current holder; empty if there is none.
  [[nodiscard]] static std::optional<pid_t> Holder(const std::string& path);

 private:
  explicit PidFile(base::Descriptor file) : file_(std::move(file)) {}
  base::Descriptor file_;
};

}  // namespace gatehouse::system

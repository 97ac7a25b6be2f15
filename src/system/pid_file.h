// One process of a kind in a run directory: a file that its holder keeps locked. The kernel lets go of the lock when
// the holder dies, however it dies, so that a pid in an unlocked file means nothing. Shown by pid_file_test.cc.
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
  // Who holds it now; empty where nobody does.
  [[nodiscard]] static std::optional<pid_t> Holder(const std::string& path);

 private:
  explicit PidFile(base::Descriptor file) : file_(std::move(file)) {}
  base::Descriptor file_;
};

}  // namespace gatehouse::system

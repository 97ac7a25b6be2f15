#include "cli/command/verdict.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace gatehouse::cli {

ExitCode BadVerdict(std::span<const std::string> files) {
  // Opened but not read again: it may be a pipe.
  const bool can_be_read = std::ranges::all_of(files, [](const std::string& file) {
    std::error_code ignored;
    return access(file.c_str(), R_OK) == 0 && !std::filesystem::is_directory(file, ignored);
  });
  return can_be_read ? ExitCode::kFindings : ExitCode::kCouldNotRun;
}

}  // namespace gatehouse::cli

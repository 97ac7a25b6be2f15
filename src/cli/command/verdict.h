// The exit code of a command that checks something and finds errors: the same for `check` and `settings check`.
// Tests: verdict_test.cc.
#pragma once

#include <span>
#include <string>

#include "cli/command/exit_code.h"

namespace gatehouse::cli {

// Returns kFindings if all files can be read; kCouldNotRun if one cannot: then nothing was
// checked.
[[nodiscard]] ExitCode BadVerdict(std::span<const std::string> files);

}  // namespace gatehouse::cli

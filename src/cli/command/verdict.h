// The exit code of a command that checks something and finds errors: the same for `check` and `settings check`.
// Shown by verdict_test.cc.
#pragma once

#include <span>
#include <string>

#include "cli/command/exit_code.h"

namespace gatehouse::cli {

// kFindings where the files that were to be judged can be read; kCouldNotRun where one of them cannot: then nothing
// was judged.
[[nodiscard]] ExitCode BadVerdict(std::span<const std::string> files);

}  // namespace gatehouse::cli

// Parses a command line, by the table of commands, into the action to run. Tests: parse_test.cc
// and tests/cli/.
#pragma once

#include <span>
#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

// `arguments` begin with the program's own name. Help and version are actions, too. Wrong usage is a Failure that
// names the help page. Values are converted during this call; the action only sees the converted values.
[[nodiscard]] OrFailure<Action> Parse(const Program& program, std::span<const char* const> arguments);

}  // namespace gatehouse::cli

// From the words of a command line to the action that they ask for, by the table of commands. Shown by parse_test.cc
// and tests/cli/.
#pragma once

#include <span>
#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

// `arguments` begin with the program's own name. Asking for help or the version is an action, too; wrong usage is a
// Failure that names the help to look into. Values are taken while this runs, and the action sees only them.
[[nodiscard]] OrFailure<Action> Parse(const Program& program, std::span<const char* const> arguments);

}  // namespace gatehouse::cli

// --help, made from a command's description. Shown by table_test.cc and tests/cli/test_help.py.
#pragma once

#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] std::string HelpText(const Program& program, const Command& command);

}  // namespace gatehouse::cli

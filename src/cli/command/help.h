// --help, made from a command's description. Tests: parse_test.cc, table_test.cc and tests/cli/test_program.py.
#pragma once

#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] std::string HelpText(const Program& program, const Command& command);

}  // namespace gatehouse::cli

// Shell completion, generated from the table of commands, so that it is always up to date.
// Tests: completion_test.cc and, where the shells are installed, by tests/cli/test_program.py.
#pragma once

#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] std::string BashCompletion(const Program& program);
[[nodiscard]] std::string ZshCompletion(const Program& program);
[[nodiscard]] std::string FishCompletion(const Program& program);

}  // namespace gatehouse::cli

// --help, made from a command's description. Tests: parse_test.cc, table_test.cc and tests/cli/test_program.py.
#pragma once

#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

// What an option does, with what there is to know about it: that it is required, what it excludes.
[[nodiscard]] std::string Explanation(const Command& command, const Option& option);

// At most `columns` wide, where its words allow that; examples are not broken, for they are pasted.
inline constexpr size_t kHelpColumns = 100;
[[nodiscard]] std::string HelpText(const Program& program, const Command& command, size_t columns = kHelpColumns);

}  // namespace gatehouse::cli

// The man page, generated from the table of commands: man(7) macros. Tests: completion_test.cc.
#pragma once

#include <string>

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] std::string ManPage(const Program& program);

}  // namespace gatehouse::cli

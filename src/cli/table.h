// The program with all commands, as data. Tests: table_test.cc.
#pragma once

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] Program Gatehouse();

}  // namespace gatehouse::cli

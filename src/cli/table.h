// The program with every command, as data. Shown by table_test.cc.
#pragma once

#include "cli/command/command.h"

namespace gatehouse::cli {

[[nodiscard]] Program Gatehouse();

}  // namespace gatehouse::cli

// How a program ends: errors are printed here and nowhere else. Shown by ending_test.cc.
#pragma once

#include <exception>

#include "cli/command/failure.h"

namespace gatehouse::cli {

// Says a failure's errors and notes, and writes out what was printed. The program's exit status.
[[nodiscard]] int Conclude(const Outcome& outcome);

// The same for what was thrown.
[[nodiscard]] int Conclude(const std::exception& thrown);

}  // namespace gatehouse::cli

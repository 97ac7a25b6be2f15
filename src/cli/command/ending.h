// How a program ends: only this file prints errors. Tests: ending_test.cc.
#pragma once

#include <exception>

#include "cli/command/failure.h"

namespace gatehouse::cli {

// Prints a failure's errors and notes and flushes the output. Returns the program's exit status.
[[nodiscard]] int Conclude(const Outcome& outcome);

// The same for an exception.
[[nodiscard]] int Conclude(const std::exception& thrown);

}  // namespace gatehouse::cli

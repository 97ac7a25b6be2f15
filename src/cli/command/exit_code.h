// How the program ends: the same four numbers for every command (doc/cli.md).
#pragma once

#include <cstdint>

namespace gatehouse::cli {

enum class ExitCode : uint8_t {
  kFine = 0,
  kFindings = 1,     // the command ran and its result is negative: refused, invalid, not listed
  kCouldNotRun = 2,  // wrong usage, a policy with errors, a file that cannot be read: nothing was done
  kNothingToDo = 3,  // the gate does not run, or there is nothing to stop, show or remove
};

}  // namespace gatehouse::cli

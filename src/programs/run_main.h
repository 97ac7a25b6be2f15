// The common part of all main functions.
#pragma once

#include <exception>
#include <span>

#include "base/private_memory.h"
#include "cli/command/command.h"
#include "cli/command/ending.h"
#include "system/process.h"

namespace gatehouse::cli {

// Calls `run` with main's arguments and prints its outcome once. Exceptions of `run` never leave main.
inline int RunMain(int argc, const char* const* argv, Outcome (*run)(std::span<const char* const>)) {
  system::OccupyStandardDescriptors();
  base::KeepMemoryPrivate();
  try {
    return Conclude(run({argv, static_cast<size_t>(argc)}));
  } catch (const std::exception& thrown) {
    return Conclude(thrown);
  }
}

}  // namespace gatehouse::cli

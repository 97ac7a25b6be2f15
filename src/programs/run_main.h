// What every main function of ours does around the one thing that is its own.
#pragma once

#include <exception>
#include <span>

#include "base/private_memory.h"
#include "cli/command/command.h"
#include "cli/command/ending.h"
#include "system/process.h"

namespace gatehouse::cli {

// `run` gets the arguments as main has them, and how it ended is said once. Nothing that it throws leaves main.
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

// The options that `gatehouse control` and the program that it executes share, and how both report that the daemon
// could not start. Tests: tests/control/test_daemon.py.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command/command.h"
#include "cli/gate/policy_file.h"

namespace gatehouse::cli {

// In the same folder as `gatehouse`. Why it is a separate program: doc/adr/0010-programs-load-what-they-use.md.
inline constexpr const char* kControlProgram = "gatehouse-control";

struct ControlStart {
  std::string policy = kDefaultPolicy;
  int ready_fd = -1;
};
[[nodiscard]] std::vector<Option> ControlOptions(ControlStart& start);

// Reports the error to the parent that waits on `ready_fd`; without one, main prints it.
[[nodiscard]] Failure CouldNotStart(const ControlStart& start, const base::Error& error);

}  // namespace gatehouse::cli

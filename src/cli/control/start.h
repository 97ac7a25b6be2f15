// What `gatehouse control` and the program that it becomes both understand, and how either of them says that it could
// not start. Shown by tests/control/test_daemon.py.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command/command.h"
#include "cli/gate/policy_file.h"

namespace gatehouse::cli {

// Beside `gatehouse` in one folder. A program of its own: doc/adr/0010-programs-load-what-they-use.md.
inline constexpr const char* kControlProgram = "gatehouse-control";

struct ControlStart {
  std::string policy = kDefaultPolicy;
  int ready_fd = -1;
};
[[nodiscard]] std::vector<Option> ControlOptions(ControlStart& start);

// To the parent that waits for it on `ready_fd`, or else as main says it.
[[nodiscard]] Failure CouldNotStart(const ControlStart& start, const base::Error& error);

}  // namespace gatehouse::cli

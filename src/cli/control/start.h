// What `gatehouse control` and the program that it becomes both understand, and how either of them says that it could
// not start. Shown by tests/control/test_daemon.py.
#pragma once

#include <string>

#include "base/error.h"
#include "cli/command/options.h"
#include "cli/gate/policy_file.h"

namespace gatehouse::cli {

// Beside `gatehouse` in one folder. A program of its own: doc/adr/0010-programs-load-what-they-use.md.
inline constexpr const char* kControlProgram = "gatehouse-control";

struct ControlCall {
  std::string policy = kDefaultPolicy;
  int ready_fd = -1;
};
void AddControlOptions(CLI::App& command, ControlCall& call);

// To whoever waits for it, else to whoever reads stderr.
[[nodiscard]] ExitCode RefuseControl(const ControlCall& call, const base::Error& error);

}  // namespace gatehouse::cli

// The control daemon: what stands beside the gate and is reached only through it. RunDaemon is all that the command
// line knows of it. Shown by tests/control/.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::control {

struct DaemonOptions {
  std::string policy_file;
  // Called once both sockets answer and the gate's files are there.
  std::function<void()> ready;
};

// Serves until SIGTERM, SIGQUIT or SIGINT; SIGHUP reads the policy again (what can't change without a restart is said
// on stderr). Opens state, event log and sockets, then becomes `control.user` where root started it. An Error if it
// could not start. To be called while the process has one thread.
[[nodiscard]] base::Result<> RunDaemon(const gate::Policy& policy, const DaemonOptions& options);

}  // namespace gatehouse::control

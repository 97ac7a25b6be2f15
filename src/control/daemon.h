// The control daemon runs next to the gate and is reached only through it. RunDaemon is the only function that the
// command line uses. It opens sockets, changes its user and waits for signals, so it is tested as a process:
// tests/control/.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::control {

struct DaemonOptions {
  std::string policy_file;
  // Called when both sockets answer and the gate's files are written.
  std::function<void()> ready;
};

// Serves until SIGTERM, SIGQUIT or SIGINT. SIGHUP reloads the policy; changes that need a restart are reported
// on stderr. Opens state, event log and sockets, then, if started by root, switches to `control.user`. Returns an Error
// if it could not start. Must be called while the process has only one thread.
[[nodiscard]] base::Result<> RunDaemon(const gate::Policy& policy, const DaemonOptions& options);

}  // namespace gatehouse::control

// The nginx in which a gate runs: its program, the module, its command line, and which processes belong to this gate.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

struct NginxProgram {
  std::string nginx;   // absolute
  std::string module;  // absolute
};
// Program: $GATEHOUSE_NGINX, else PATH, else /usr/sbin. Module: $GATEHOUSE_MODULE, else ../lib next to this program,
// else /usr/lib. If a variable is set and its file does not exist, that is an error.
[[nodiscard]] base::Result<NginxProgram> FindNginxProgram();

// nginx -p RUN_DIR -c CONFIG -e stderr, plus the given arguments.
[[nodiscard]] std::vector<std::string> NginxCall(const NginxProgram& program, const system::RunFolder& folder,
                                                 const std::string& config,
                                                 std::initializer_list<std::string> more = {});

// Generates the configuration for the policy, with its certificate, writes it to `file` and tests it with `nginx -t`.
[[nodiscard]] base::Result<> WriteTestedConfig(const NginxProgram& program, const gate::Policy& policy,
                                               const std::string& policy_file, const std::string& file);

// Why nginx failed: the [emerg] and [alert] lines of its output.
[[nodiscard]] std::string WhyNginxFailed(const std::string& output);

struct RunningGate {
  pid_t master = 0;
  std::vector<pid_t> workers;  // those that accept connections, without those that are shutting down
};
// The gate that runs in the run directory, if any. A stale pid file, or one with the pid of another
// program, counts as no gate.
[[nodiscard]] std::optional<RunningGate> FindRunningGate(const system::RunFolder& folder);

}  // namespace gatehouse::cli

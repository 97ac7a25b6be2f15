// The nginx that a gate runs in: which program, which module, how it is called, and which of its processes are ours.
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
// $GATEHOUSE_NGINX, else PATH, else /usr/sbin; $GATEHOUSE_MODULE, else ../lib beside this program, else /usr/lib. A
// variable that names no file is an error, not a reason to look further.
[[nodiscard]] base::Result<NginxProgram> FindNginxProgram();

// nginx -p RUN_DIR -c CONFIG -e stderr, and what else is asked for.
[[nodiscard]] std::vector<std::string> NginxCall(const NginxProgram& program, const system::RunFolder& folder,
                                                 const std::string& config,
                                                 std::initializer_list<std::string> more = {});

// The configuration for the policy, with its certificate, made and written to `file`, then read by nginx itself.
[[nodiscard]] base::Result<> WriteTestedConfig(const NginxProgram& program, const gate::Policy& policy,
                                               const std::string& policy_file, const std::string& file);

// What nginx said last that tells why it failed: its [emerg] and [alert] lines.
[[nodiscard]] std::string WhyNginxFailed(const std::string& output);

struct RunningGate {
  pid_t master = 0;
  std::vector<pid_t> workers;  // those that take connections, not those on their way out
};
// The gate that runs in the run directory, if one does. A pid file that outlived its process, or that names a
// process which is not this gate's nginx, finds nothing.
[[nodiscard]] std::optional<RunningGate> FindRunningGate(const system::RunFolder& folder);

}  // namespace gatehouse::cli

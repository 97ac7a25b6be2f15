#include "cli/control/start.h"

#include "cli/gate/supervisor.h"

namespace gatehouse::cli {

void AddControlOptions(CLI::App& command, ControlCall& call) {
  AddPolicyOption(command, call.policy);
  command.add_option("--ready-fd", call.ready_fd, "Say on this descriptor that it is up, or why not")
      ->type_name("FD")
      ->group("");
}

ExitCode RefuseControl(const ControlCall& call, const base::Error& error) {
  if (call.ready_fd >= 0) {
    TellParent(call.ready_fd, std::unexpected(error));
  } else {
    Complain(error);
  }
  return ExitCode::kCouldNotRun;
}

}  // namespace gatehouse::cli

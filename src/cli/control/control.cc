// gatehouse control: runs the control daemon alone. `up` starts it together with the gate; systemd can start it next to
// an nginx that is managed separately. This process executes the daemon's program.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/control/start.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

Outcome Control(const ControlStart& start) {
  const std::string program = system::ProgramFolder() + "/" + kControlProgram;
  std::vector<std::string> call = {program, "-c", start.policy};
  if (start.ready_fd >= 0) call.insert(call.end(), {"--ready-fd", std::to_string(start.ready_fd)});
  const base::Error error = system::BecomeProgram(call);
  return std::unexpected(CouldNotStart(start, {"The control daemon's program cannot be started: " + error.what, program,
                                               fmt::format("install {} beside gatehouse", kControlProgram)}));
}

}  // namespace

Command ControlCommand() {
  auto start = std::make_shared<ControlStart>();
  return {.help = "Run only the control daemon; 'up' starts it if the policy has control",
          .options = ControlOptions(*start),
          .examples = {"gatehouse control -c /etc/gatehouse/gatehouse.yaml"},
          .action = Runs(start, Control)};
}

}  // namespace gatehouse::cli

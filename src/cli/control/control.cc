// gatehouse control: the control daemon by itself. `up` starts it beside the gate; systemd may, beside an nginx that
// somebody else runs. This process becomes the daemon's program.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/commands.h"
#include "cli/control/start.h"
#include "cli/system/process.h"

namespace gatehouse::cli {
namespace {

ExitCode Control(const ControlCall& call) {
  const std::string program = ProgramFolder() + "/" + kControlProgram;
  const std::string ready_fd = std::to_string(call.ready_fd);
  execl(program.c_str(), kControlProgram, "-c", call.policy.c_str(), "--ready-fd", ready_fd.c_str(), nullptr);
  return RefuseControl(call, {fmt::format("The control daemon's program cannot be started: {}", std::strerror(errno)),
                              program, fmt::format("install {} beside gatehouse", kControlProgram)});
}

}  // namespace

void AddControl(CLI::App& program, Action& chosen) {
  auto call = std::make_shared<ControlCall>();
  CLI::App* command =
      program.add_subcommand("control", "Run the control daemon by itself; 'up' starts it where the policy has one");
  AddControlOptions(*command, *call);
  SetExamples(*command, {"gatehouse control -c /etc/gatehouse/gatehouse.yaml"});
  SetAction(*command, chosen, call, Control);
}

}  // namespace gatehouse::cli

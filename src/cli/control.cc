// gatehouse control: the control daemon by itself. `up` starts it beside the gate; systemd may, beside an nginx that
// somebody else runs.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/policy_file.h"
#include "cli/run_folder.h"
#include "cli/supervisor.h"
#include "control/daemon.h"
#include "control/notify.h"

namespace gatehouse::cli {
namespace {

struct ControlOptions {
  std::string policy = kDefaultPolicy;
  int ready_fd = -1;
};

// To whoever waits for it, else to whoever reads stderr.
ExitCode Refuse(const ControlOptions& options, const base::Error& error) {
  if (options.ready_fd >= 0) {
    TellParent(options.ready_fd, std::unexpected(error));
  } else {
    Complain(error);
  }
  return ExitCode::kCouldNotRun;
}

ExitCode Control(const ControlOptions& options) {
  const auto loaded = LoadPolicyFile(options.policy);
  if (!loaded) {
    if (options.ready_fd < 0) Complain(loaded.error());
    return options.ready_fd < 0 ? ExitCode::kCouldNotRun : Refuse(options, loaded.error().front());
  }
  const gate::Policy& policy = loaded->policy;
  if (const auto folder = PrepareRunFolder(policy.run_dir); !folder) return Refuse(options, folder.error());
  const auto ready = [&options, &policy] {
    control::NotifySystemd("READY=1");
    if (options.ready_fd >= 0) {
      TellParent(options.ready_fd, {});
    } else {
      Say(fmt::format("The control daemon runs, with its data in {}", policy.control->data_dir));
    }
  };
  const auto served = control::RunDaemon(policy, {AbsolutePath(options.policy), ready});
  return served ? ExitCode::kFine : Refuse(options, served.error());
}

}  // namespace

void AddControl(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<ControlOptions>();
  CLI::App* command =
      program.add_subcommand("control", "Run the control daemon by itself; 'up' starts it where the policy has one");
  AddPolicyOption(*command, options->policy);
  command->add_option("--ready-fd", options->ready_fd, "Say on this descriptor that it is up, or why not")
      ->type_name("FD")
      ->group("");
  SetExamples(*command, {"gatehouse control -c /etc/gatehouse/gatehouse.yaml"});
  SetAction(*command, chosen, options, Control);
}

}  // namespace gatehouse::cli

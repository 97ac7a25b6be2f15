// gatehouse-control: the control daemon's program, with the databases and the HTTP server that no other command needs.
// `gatehouse control` executes it; users do not call it directly.
#include <fmt/format.h>

#include "cli/command/parse.h"
#include "cli/control/start.h"
#include "cli/gate/supervisor.h"
#include "control/daemon.h"
#include "control/notify.h"
#include "programs/run_main.h"
#include "system/prepare_folder.h"
#include "system/run_folder.h"

namespace gatehouse::cli {
namespace {

Outcome Serve(const ControlStart& start) {
  const auto loaded = LoadPolicyFile(start.policy);
  if (!loaded) {
    if (start.ready_fd >= 0) return std::unexpected(CouldNotStart(start, loaded.error().front()));
    return std::unexpected(loaded.error());
  }
  const gate::Policy& policy = loaded->policy;
  if (const auto folder = PrepareRunFolder(system::RunFolder(policy.run_dir)); !folder) {
    return std::unexpected(CouldNotStart(start, folder.error()));
  }
  const auto ready = [&start, &policy] {
    control::NotifySystemd("READY=1");
    if (start.ready_fd >= 0) {
      TellParent(start.ready_fd, {});
    } else {
      Say(fmt::format("The control daemon runs, with its data in {}", policy.control->data_dir));
    }
  };
  const auto served = control::RunDaemon(policy, {AbsolutePath(start.policy), ready});
  if (!served) return std::unexpected(CouldNotStart(start, served.error()));
  return ExitCode::kFine;
}

Outcome RunCommandLine(std::span<const char* const> arguments) {
  const auto start = std::make_shared<ControlStart>();
  const Command daemon{.help = "The control daemon; 'gatehouse control' starts it",
                       .options = ControlOptions(*start),
                       .action = Runs(start, Serve)};
  const auto action = Parse({kControlProgram, "gatehouse " GATEHOUSE_VERSION, {daemon}}, arguments);
  if (!action) {
    base::Error error = action.error().errors.front();
    error.fix = "see 'gatehouse control --help'";
    return std::unexpected(CouldNotStart(*start, error));
  }
  return (*action)();
}

}  // namespace
}  // namespace gatehouse::cli

int main(int argc, char** argv) { return gatehouse::cli::RunMain(argc, argv, gatehouse::cli::RunCommandLine); }

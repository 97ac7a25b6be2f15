// gatehouse-control: the control daemon's program, with the databases and the HTTP server that no other command needs.
// `gatehouse control` becomes it; nobody is meant to call it by hand.
#include <fmt/format.h>

#include "base/private_memory.h"
#include "cli/control/start.h"
#include "cli/gate/run_folder.h"
#include "cli/gate/supervisor.h"
#include "cli/system/process.h"
#include "control/daemon.h"
#include "control/notify.h"

namespace gatehouse::cli {
namespace {

ExitCode Serve(const ControlCall& call) {
  const auto loaded = LoadPolicyFile(call.policy);
  if (!loaded) {
    if (call.ready_fd >= 0) return RefuseControl(call, loaded.error().front());
    Complain(loaded.error());
    return ExitCode::kCouldNotRun;
  }
  const gate::Policy& policy = loaded->policy;
  if (const auto folder = PrepareRunFolder(policy.run_dir); !folder) return RefuseControl(call, folder.error());
  const auto ready = [&call, &policy] {
    control::NotifySystemd("READY=1");
    if (call.ready_fd >= 0) {
      TellParent(call.ready_fd, {});
    } else {
      Say(fmt::format("The control daemon runs, with its data in {}", policy.control->data_dir));
    }
  };
  const auto served = control::RunDaemon(policy, {AbsolutePath(call.policy), ready});
  return served ? ExitCode::kFine : RefuseControl(call, served.error());
}

ExitCode Run(int argc, const char* const* argv) {
  ControlCall call;
  CLI::App program("The control daemon; 'gatehouse control' starts it", kControlProgram);
  program.set_version_flag("--version", "gatehouse " GATEHOUSE_VERSION, "Print the version and stop");
  AddControlOptions(program, call);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    program.exit(help_or_version);
    return ExitCode::kFine;
  } catch (const CLI::ParseError& error) {
    return RefuseControl(call, {error.what(), {}, "see 'gatehouse control --help'"});
  }
  return Serve(call);
}

}  // namespace
}  // namespace gatehouse::cli

int main(int argc, char** argv) {
  gatehouse::cli::OccupyStandardDescriptors();
  gatehouse::base::KeepMemoryPrivate();
  try {
    return static_cast<int>(gatehouse::cli::Run(argc, argv));
  } catch (const std::exception& failure) {
    gatehouse::cli::Complain(gatehouse::base::Error{failure.what(), {}, {}});
    return static_cast<int>(gatehouse::cli::ExitCode::kCouldNotRun);
  }
}

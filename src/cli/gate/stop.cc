// gatehouse stop: ends the gate and its control daemon after requests in progress have finished.
#include <fmt/format.h>

#include <csignal>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/nginx_program.h"
#include "cli/gate/policy_file.h"
#include "cli/gate/policy_references.h"
#include "system/pid_file.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kTermWait{5};
constexpr std::chrono::seconds kDaemonWait{10};

struct StopOptions {
  GateOptions gate;
  std::chrono::seconds patience{10};
};

// The processes of a gate; 0 if one does not run.
struct Processes {
  pid_t supervisor = 0;
  pid_t nginx = 0;
  pid_t daemon = 0;

  [[nodiscard]] bool Any() const { return First() != 0; }
  // The process to end first: the supervisor, which ends both others; without one nginx, then the daemon that remains.
  [[nodiscard]] pid_t First() const { return supervisor != 0 ? supervisor : nginx != 0 ? nginx : daemon; }
};

Processes Find(const system::RunFolder& folder) {
  const auto running = FindRunningGate(folder);
  return {system::PidFile::Holder(folder.SupervisorPid()).value_or(0), running ? running->master : 0,
          system::PidFile::Holder(folder.ControlPid()).value_or(0)};
}

// Ends the processes that a killed supervisor left running.
Outcome EndWhatIsLeft(const Processes& processes) {
  for (const pid_t pid : {processes.nginx, processes.daemon}) {
    if (pid == 0 || !system::IsAlive(pid)) continue;
    if (const auto sent = system::SendSignal(pid, SIGTERM); !sent && system::IsAlive(pid))
      return std::unexpected(sent.error());
    if (!system::WaitUntil([&] { return !system::IsAlive(pid); }, kDaemonWait))
      return base::Fail("A process of the gate does not end", fmt::format("process {}", pid), {});
  }
  Say("The gate has stopped.");
  return ExitCode::kFine;
}

Outcome Stop(const StopOptions& options) {
  const auto folder = FindRunFolder(options.gate);
  if (!folder) {
    return std::unexpected(
        Failure(folder.error()).With("A gate whose policy no longer loads is stopped with --run-dir DIR."));
  }
  const Processes processes = Find(*folder);
  if (!processes.Any()) {
    ForgetReferences(folder->path());
    Say("The gate does not run.");
    return ExitCode::kNothingToDo;
  }
  struct Step {
    int signal;
    std::chrono::milliseconds wait;
  };
  const Step steps[] = {{SIGQUIT, options.patience}, {SIGTERM, kTermWait}};
  for (const Step& step : steps) {
    if (const auto sent = system::SendSignal(processes.First(), step.signal); !sent)
      return std::unexpected(sent.error());
    if (system::WaitUntil([&] { return !system::IsAlive(processes.First()); }, step.wait)) {
      ForgetReferences(folder->path());
      return EndWhatIsLeft(processes);
    }
    if (step.signal == SIGQUIT) Say("Some requests are still in progress; they are cut off now.");
  }
  return base::Fail("The gate does not end", fmt::format("process {}", processes.First()));
}

}  // namespace

Command StopCommand() {
  auto options = std::make_shared<StopOptions>();
  return {.help = "Stop the gate after the requests in progress",
          .options = {PolicyOption(options->gate.policy),
                      Text("--run-dir", options->gate.run_dir, "DIR",
                           "The run directory, if the policy can no longer be loaded"),
                      Parsed("--timeout", options->patience, ParseDuration, "DURATION",
                             "How long to wait for requests in progress (default: 10s)")},
          .examples = {"gatehouse stop", "gatehouse stop --timeout 1m"},
          .action = Runs(options, Stop)};
}

}  // namespace gatehouse::cli

// gatehouse stop: ends the gate, letting requests that are on their way come to their end first.
#include <fmt/format.h>

#include <csignal>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/nginx_program.h"
#include "cli/policy_file.h"
#include "cli/process.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kTermWait{5};

struct StopOptions {
  GateOptions gate;
  std::chrono::seconds patience{10};
};

ExitCode Stop(const StopOptions& options) {
  const auto policy = CompilePolicyOrComplain(options.gate);
  if (!policy) {
    Say("A gate whose policy no longer loads is stopped with --run-dir DIR.");
    return ExitCode::kCouldNotRun;
  }
  const auto running = FindRunningGate(*policy);
  if (!running) {
    Say("The gate does not run.");
    return ExitCode::kNothingToDo;
  }
  struct Step {
    int signal;
    std::chrono::milliseconds wait;
  };
  const Step steps[] = {{SIGQUIT, options.patience}, {SIGTERM, kTermWait}};
  for (const Step& step : steps) {
    if (const auto sent = SendSignal(running->master, step.signal); !sent) {
      Complain(sent.error());
      return ExitCode::kCouldNotRun;
    }
    if (WaitUntil([&] { return !IsAlive(running->master); }, step.wait)) {
      Say("The gate has stopped.");
      return ExitCode::kFine;
    }
    if (step.signal == SIGQUIT) Say("Requests are still on their way; they are cut off now.");
  }
  Complain(base::Error{"The gate does not end", fmt::format("process {}", running->master), {}});
  return ExitCode::kCouldNotRun;
}

}  // namespace

void AddStop(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<StopOptions>();
  CLI::App* command = program.add_subcommand("stop", "End the gate, after the requests that are on their way");
  AddPolicyOption(*command, options->gate.policy);
  command->add_option("--run-dir", options->gate.run_dir, "The run directory, where the policy no longer loads")
      ->type_name("DIR");
  AddParsed(*command, "--timeout", options->patience, ParseDuration,
            "How long to wait for requests on their way (default: 10s)")
      ->type_name("DURATION");
  SetExamples(*command, {"gatehouse stop", "gatehouse stop --timeout 1m"});
  SetAction(*command, chosen, options, Stop);
}

}  // namespace gatehouse::cli

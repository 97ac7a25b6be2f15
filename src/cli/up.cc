// gatehouse up: from a policy file to a gate that listens. Everything that can be found wrong is found before anything
// is started; then this process becomes nginx, or leaves it behind as a daemon.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/listening.h"
#include "cli/nginx_program.h"
#include "cli/policy_file.h"
#include "cli/process.h"
#include "cli/run_folder.h"
#include "nginx/config/nginx_config.h"
#include "state/region.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kStartWait{10};
constexpr std::chrono::seconds kLockWait{5};

struct UpOptions {
  std::string policy = kDefaultPolicy;
  bool detach = false;
};

// Everything but the start itself: run folder, state, configuration.
base::Result<NginxProgram> Prepare(const gate::Policy& policy, const std::string& policy_file) {
  auto program = FindNginxProgram();
  if (!program) return program;
  if (const auto running = FindRunningGate(policy)) {
    return base::Fail(fmt::format("The gate runs already, as process {}", running->master), policy.run_dir,
                      "gatehouse reload, or gatehouse stop");
  }
  if (auto free = CheckFree(policy.listen); !free) return std::unexpected(free.error());
  if (const auto state = state::Region::OpenOrCreate(nginx::StateFile(policy)); !state)
    return std::unexpected(state.error());
  if (auto written = WriteTestedConfig(*program, policy, AbsolutePath(policy_file), ConfigFile(policy.run_dir));
      !written) {
    return std::unexpected(written.error());
  }
  return program;
}

base::Result<> StartDaemon(const NginxProgram& program, const gate::Policy& policy) {
  const auto started = RunProgram(NginxCall(program, policy.run_dir, ConfigFile(policy.run_dir)));
  if (!started) return std::unexpected(started.error());
  if (started->status != 0) return base::Fail(fmt::format("nginx did not start: {}", WhyNginxFailed(started->output)));
  const auto up = [&] {
    const auto gate = FindRunningGate(policy);
    return gate.has_value() && !gate->workers.empty() && AllAnswer(policy.listen);
  };
  if (WaitUntil(up, kStartWait)) return {};
  return base::Fail("nginx was started, but does not listen", policy.run_dir + "/error.log", "it says why");
}

void SayWhere(const gate::Policy& policy) {
  for (const gate::ListenAddress& address : policy.listen) {
    Say(fmt::format("Gatehouse listens on {}", Paint(ListenText(policy, address), Tone::kStrong, Stream::kWords)));
  }
  if (!policy.upstreams.empty()) Say(fmt::format("  in front of {}", UpstreamText(policy.upstreams.front())));
  if (policy.tls.enabled && policy.tls.certificate.empty()) {
    Say(fmt::format("  with a development certificate: {}/development.crt", policy.run_dir));
  }
  if (policy.mode == gate::Mode::kObserve) Warn("mode is observe: nothing is refused, only written down");
}

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

ExitCode Up(const UpOptions& options) {
  const auto loaded = LoadPolicyOrComplain(options.policy);
  if (!loaded) return ExitCode::kCouldNotRun;
  const gate::Policy& policy = loaded->policy;

  if (const auto folder = PrepareRunFolder(policy.run_dir); !folder) return Refuse(folder.error());
  const auto lock = LockFile::Take(LockFileOf(policy.run_dir), kLockWait);  // let go by exec, or at the end
  if (!lock) return Refuse(lock.error());
  const auto program = Prepare(policy, options.policy);
  if (!program) return Refuse(program.error());

  if (!options.detach) {
    SayWhere(policy);
    Say("  Ctrl-C ends it");
    return Refuse(
        BecomeProgram(NginxCall(*program, policy.run_dir, ConfigFile(policy.run_dir), {"-g", "daemon off;"})));
  }
  if (const auto started = StartDaemon(*program, policy); !started) return Refuse(started.error());
  SayWhere(policy);
  return ExitCode::kFine;
}

}  // namespace

void AddUp(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<UpOptions>();
  CLI::App* command = program.add_subcommand("up", "Start the gate from a policy file");
  AddPolicyOption(*command, options->policy);
  command->add_flag("--detach", options->detach, "Leave it running in the background, once it listens");
  SetExamples(*command, {"gatehouse up", "gatehouse up -c deploy/gatehouse.yaml --detach"});
  SetAction(*command, chosen, options, Up);
}

}  // namespace gatehouse::cli

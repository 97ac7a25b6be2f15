// gatehouse up: starts a gate from a policy file. It makes all checks before it starts
// anything. Then this process becomes nginx, or starts it in the background. With `control` in the policy, it stays, or
// continues in the background, as the supervisor of nginx and the control daemon.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "cli/commands.h"
#include "cli/gate/listening.h"
#include "cli/gate/nginx_program.h"
#include "cli/gate/policy_file.h"
#include "cli/gate/policy_references.h"
#include "cli/gate/supervisor.h"
#include "control/notify.h"
#include "state/region.h"
#include "system/child.h"
#include "system/lock_file.h"
#include "system/pid_file.h"
#include "system/pipe.h"
#include "system/prepare_folder.h"
#include "system/process.h"
#include "system/run_folder.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kStartWait{10};
constexpr uintmax_t kMaxSupervisorLog = 1 << 20;
constexpr size_t kMaxReport = 64 << 10;  // maximum length of the supervisor's report about its start

struct UpOptions {
  std::string policy = kDefaultPolicy;
  bool detach = false;
};

// Prepares the start: run folder, state, configuration.
base::Result<NginxProgram> Prepare(const gate::Policy& policy, const std::string& policy_file) {
  auto program = FindNginxProgram();
  if (!program) return program;
  const system::RunFolder folder(policy.run_dir);
  if (const auto running = FindRunningGate(folder)) {
    return base::Fail(fmt::format("The gate runs already, as process {}", running->master), folder.path(),
                      "gatehouse reload, or gatehouse stop");
  }
  if (const auto left = system::PidFile::Holder(folder.ControlPid())) {
    return base::Fail(fmt::format("A control daemon runs already, as process {}", *left), folder.path(),
                      "gatehouse stop");
  }
  if (auto free = CheckFree(policy.listen); !free) return std::unexpected(free.error());
  if (const auto state = state::Region::OpenOrCreate(folder.State()); !state) return std::unexpected(state.error());
  if (auto written = WriteTestedConfig(*program, policy, AbsolutePath(policy_file), folder.NginxConfig()); !written) {
    return std::unexpected(written.error());
  }
  return program;
}

base::Result<> StartDaemon(const NginxProgram& program, const gate::Policy& policy) {
  const system::RunFolder folder(policy.run_dir);
  const auto started = system::RunProgram(NginxCall(program, folder, folder.NginxConfig()));
  if (!started) return std::unexpected(started.error());
  if (started->status != 0) return base::Fail(fmt::format("nginx did not start: {}", WhyNginxFailed(started->output)));
  const auto up = [&] {
    const auto gate = FindRunningGate(folder);
    return gate.has_value() && !gate->workers.empty() && AllAnswer(policy.listen);
  };
  if (system::WaitUntil(up, kStartWait)) return {};
  return base::Fail("nginx was started, but does not listen", folder.NginxLog(), "it says why");
}

SupervisedGate Supervised(const NginxProgram& program, const gate::Policy& policy, const std::string& policy_file) {
  const system::RunFolder folder(policy.run_dir);
  return {.daemon = {system::OwnProgram(), "control", "-c", AbsolutePath(policy_file)},
          .nginx = NginxCall(program, folder, folder.NginxConfig(), {"-g", "daemon off;"}),
          .folder = folder,
          .listens = [&policy, folder] {
            const auto gate = FindRunningGate(folder);
            return gate.has_value() && !gate->workers.empty() && AllAnswer(policy.listen);
          }};
}

// Redirects stdin from /dev/null, and stdout and stderr to the supervisor's log, which is emptied if it is large.
base::Result<> LeaveTerminal(const std::string& log) {
  std::error_code none;
  const bool large = std::filesystem::file_size(log, none) > kMaxSupervisorLog && !none;
  const base::Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const base::Descriptor words(
      open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (large ? O_TRUNC : 0), 0600));
  if (!null.open() || !words.open()) return base::SystemFail("Cannot be opened", log);
  dup2(null.get(), STDIN_FILENO);
  dup2(words.get(), STDOUT_FILENO);
  dup2(words.get(), STDERR_FILENO);
  setsid();
  return {};
}

// Runs in the forked child: the supervisor in the background. It reports to `parent` whether the start succeeded.
[[noreturn]] void SuperviseInBackground(const SupervisedGate& gate, std::optional<system::LockFile>& lock,
                                        base::Descriptor parent) {
  int status = static_cast<int>(ExitCode::kCouldNotRun);
  if (const auto left = LeaveTerminal(gate.folder.SupervisorLog()); !left) {
    TellParent(parent.get(), left);
    _exit(status);
  }
  {
    Supervisor supervisor(gate);
    const auto started = supervisor.Start();
    TellParent(parent.get(), started);
    parent.Close();
    lock.reset();
    if (started) status = static_cast<int>(supervisor.Run());
  }
  _exit(status);
}

base::Result<> StartSupervisor(const SupervisedGate& gate, std::optional<system::LockFile>& lock) {
  auto pipe = system::OpenPipe();
  if (!pipe) return std::unexpected(pipe.error());
  const auto child = system::Fork("the supervisor", [&] {
    pipe->out.Close();
    SuperviseInBackground(gate, lock, std::move(pipe->in));
  });
  if (!child) return std::unexpected(child.error());
  pipe->in.Close();
  const std::string line = base::ReadAll(pipe->out.get(), "the supervisor", kMaxReport).value_or(std::string());
  return ReadFromChild(std::string_view(line).substr(0, line.find('\n')));
}

void SayWhere(const gate::Policy& policy) {
  for (const gate::ListenAddress& address : policy.listen) {
    Say(fmt::format("Gatehouse listens on {}", Paint(ListenText(policy, address), Tone::kStrong, Stream::kWords)));
  }
  if (!policy.upstreams.empty()) Say(fmt::format("  in front of {}", UpstreamText(policy.upstreams.front())));
  if (policy.control) Say(fmt::format("  with a control daemon that keeps its data in {}", policy.control->data_dir));
  if (policy.tls.enabled && policy.tls.own.certificate.empty()) {
    Say(fmt::format("  with a development certificate: {}",
                    system::RunFolder(policy.run_dir).DevelopmentCertificate()));
  }
  if (policy.mode == gate::Mode::kObserve) Warn("mode is observe: nothing is refused, only logged");
}

Outcome Supervise(const SupervisedGate& gate, const gate::Policy& policy, std::optional<system::LockFile>& lock) {
  Supervisor supervisor(gate);
  if (const auto started = supervisor.Start(); !started) {
    if (!supervisor.told_to_end()) return std::unexpected(started.error());
    Say(started.error().what);  // Ctrl-C during the start is not a failure
    return ExitCode::kFine;
  }
  lock.reset();
  SayWhere(policy);
  Say("  Ctrl-C ends it");
  control::NotifySystemd("READY=1");
  return supervisor.Run();
}

Outcome SuperviseDetached(const SupervisedGate& gate, const gate::Policy& policy,
                          std::optional<system::LockFile>& lock) {
  if (const auto started = StartSupervisor(gate, lock); !started) return std::unexpected(started.error());
  SayWhere(policy);
  return ExitCode::kFine;
}

Outcome Up(const UpOptions& options) {
  const auto loaded = LoadForServing(options.policy);
  if (!loaded) return std::unexpected(loaded.error());
  const gate::Policy& policy = loaded->policy;

  const system::RunFolder folder(policy.run_dir);
  if (const auto made = PrepareRunFolder(folder); !made) return std::unexpected(made.error());
  auto taken = system::LockFile::Take(folder.CommandLock(),
                                      system::kCommandLockWait);  // released by exec, once all is up, or at the end
  if (!taken) return std::unexpected(taken.error());
  std::optional<system::LockFile> lock(std::move(*taken));
  const auto program = Prepare(policy, options.policy);
  if (!program) return std::unexpected(program.error());

  if (policy.control) {
    const SupervisedGate gate = Supervised(*program, policy, options.policy);
    return options.detach ? SuperviseDetached(gate, policy, lock) : Supervise(gate, policy, lock);
  }
  if (!options.detach) {
    SayWhere(policy);
    Say("  Ctrl-C ends it");
    control::NotifySystemd("READY=1");
    return std::unexpected(
        system::BecomeProgram(NginxCall(*program, folder, folder.NginxConfig(), {"-g", "daemon off;"})));
  }
  if (const auto started = StartDaemon(*program, policy); !started) return std::unexpected(started.error());
  SayWhere(policy);
  return ExitCode::kFine;
}

}  // namespace

Command UpCommand() {
  auto options = std::make_shared<UpOptions>();
  return {.help = "Start the gate from a policy file",
          .options = {PolicyOption(options->policy),
                      Flag("--detach", options->detach, "Leave it running in the background once it listens")},
          .examples = {"gatehouse up", "gatehouse up -c deploy/gatehouse.yaml --detach"},
          .elsewhere = {"start", "serve"},
          .action = Runs(options, Up)};
}

}  // namespace gatehouse::cli

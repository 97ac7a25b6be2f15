// gatehouse reload: loads a changed policy into a running gate without losing a request. A policy with errors changes
// nothing. If nginx rejects the new configuration, the old one stays, on disk as well. The control daemon reloads the
// policy, too.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/gate/nginx_program.h"
#include "cli/gate/policy_file.h"
#include "cli/gate/policy_references.h"
#include "state/region.h"
#include "system/folder_access.h"
#include "system/lock_file.h"
#include "system/pid_file.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

// Long enough for clients to get "Connection: close" with their next response: a plain HUP would cut idle connections.
constexpr std::chrono::milliseconds kDrainTime{400};
constexpr std::chrono::seconds kReloadWait{10};
constexpr std::chrono::seconds kControlWait{5};

struct ReloadOptions {
  std::string policy = kDefaultPolicy;
};

// While this object exists, responses carry "Connection: close".
class Drain {
 public:
  explicit Drain(state::Region& region) : region_(region) { region_.SetDraining(true); }
  ~Drain() { region_.SetDraining(false); }
  Drain(const Drain&) = delete;
  Drain& operator=(const Drain&) = delete;

 private:
  state::Region& region_;
};

// True if new workers accept connections and no old one does.
bool HasNewWorkers(const system::RunFolder& folder, const RunningGate& before) {
  const auto now = FindRunningGate(folder);
  if (!now || now->workers.empty()) return false;
  return std::ranges::none_of(
      now->workers, [&](pid_t worker) { return std::ranges::find(before.workers, worker) != before.workers.end(); });
}

base::Result<> Reconfigure(const gate::Policy& policy, const std::string& policy_file, const RunningGate& running) {
  const auto program = FindNginxProgram();
  if (!program) return std::unexpected(program.error());
  const system::RunFolder folder(policy.run_dir);
  auto region = state::Region::Open(folder.State());
  if (!region) return std::unexpected(region.error());

  const std::string config = folder.NginxConfig();
  const std::string candidate = config + ".new";
  const auto old_config = base::ReadFile(config);
  if (!old_config) return std::unexpected(old_config.error());
  if (auto written = WriteTestedConfig(*program, policy, AbsolutePath(policy_file), candidate); !written)
    return written;
  if (std::rename(candidate.c_str(), config.c_str()) != 0) return base::Fail("Cannot be renamed", candidate);

  const Drain drain(*region);  // until the old workers stop accepting requests
  std::this_thread::sleep_for(kDrainTime);
  if (auto sent = system::SendSignal(running.master, SIGHUP); !sent) return sent;
  if (system::WaitUntil([&] { return HasNewWorkers(folder, running); }, kReloadWait)) return {};

  if (auto restored = base::WriteFile(config, *old_config, 0600); !restored) return restored;
  return base::Fail("nginx rejected the new configuration and keeps the old one", folder.NginxLog(), "it says why");
}

// The time when the daemon last read a policy; empty if it does not answer.
std::optional<int64_t> PolicyReadAt(const system::RunFolder& folder) {
  const auto answer = AskControl(folder, {AdminCall::kStatus});
  if (!answer || answer->status != 200) return {};
  const Value* read_at = answer->body.Find("policy_read_ms");
  return read_at == nullptr ? 0 : read_at->AsInteger().value_or(0);
}

void ReloadControl(const gate::Policy& policy) {
  const system::RunFolder folder(policy.run_dir);
  const auto daemon = system::PidFile::Holder(folder.ControlPid());
  if (daemon.has_value() != policy.control.has_value()) {
    return Warn(policy.control ? "the control daemon does not run: 'gatehouse stop', then 'gatehouse up' starts it"
                               : "a control daemon runs, but the policy has none any more: gatehouse stop ends it");
  }
  if (!daemon) return;
  const auto before = PolicyReadAt(folder);
  if (const auto sent = system::SendSignal(*daemon, SIGHUP); !sent) return Warn(Visible(sent.error().Text()));
  const auto has_read = [&] {
    const auto after = PolicyReadAt(folder);
    return after.has_value() && after != before;
  };
  if (!system::WaitUntil(has_read, kControlWait)) {
    Warn("the control daemon keeps the old policy; its log has the reason");
  }
}

Outcome Reload(const ReloadOptions& options) {
  const auto loaded = LoadForServing(options.policy);
  if (!loaded) {
    return std::unexpected(Failure(loaded.error()).With("If the gate runs, it keeps its current policy."));
  }
  const gate::Policy& policy = loaded->policy;
  if (auto allowed = system::MayLookInto(policy.run_dir); !allowed) return std::unexpected(allowed.error());
  const system::RunFolder folder(policy.run_dir);
  const auto lock = system::LockFile::Take(folder.CommandLock(), system::kCommandLockWait);
  const auto running = lock ? FindRunningGate(folder) : std::nullopt;
  if (!running) {
    Say(fmt::format("The gate does not run in {}; start it with 'gatehouse up'.", Visible(policy.run_dir)));
    return ExitCode::kNothingToDo;
  }
  if (const auto done = Reconfigure(policy, options.policy, *running); !done) return std::unexpected(done.error());
  ReloadControl(policy);
  Say("The gate runs with the new policy.");
  return ExitCode::kFine;
}

}  // namespace

Command ReloadCommand() {
  auto options = std::make_shared<ReloadOptions>();
  return {.help = "Load a changed policy into the running gate without losing a request",
          .options = {PolicyOption(options->policy)},
          .examples = {"gatehouse reload", "gatehouse reload -c deploy/gatehouse.yaml"},
          .elsewhere = {"restart", "refresh"},
          .action = Runs(options, Reload)};
}

}  // namespace gatehouse::cli

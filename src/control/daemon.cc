#include "control/daemon.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/crypto.h"
#include "base/descriptor.h"
#include "base/private_memory.h"
#include "control/account.h"
#include "control/data_folder.h"
#include "control/endpoints.h"
#include "control/mapped_link.h"
#include "control/reference.h"
#include "control/service/sealer.h"
#include "control/service/server.h"
#include "control/sharing/redis_stream.h"
#include "control/sharing/sharer.h"
#include "control/store/database.h"
#include "control/store/store_lock.h"
#include "control/ticker.h"
#include "gate/policy/redis_url.h"
#include "policy_file/load.h"
#include "secrets/reference.h"
#include "system/child.h"
#include "system/pid_file.h"
#include "system/run_folder.h"

namespace gatehouse::control {
namespace {

// At most HashQueue::kMostWaiting of these, plus one per running hash, wait for a password hash: the others
// serve cheap requests.
constexpr int kPublicThreads = 64;
static_assert(kPublicThreads >=
              16 + static_cast<int>(service::HashQueue::kMostWaiting) + service::HashQueue::kMostThreads);
constexpr int kAdminThreads = 2;
constexpr std::chrono::milliseconds kTick{1'000};
// Interval for reading the event log with `control.watch`: an attacker must be blocked well within a second.
constexpr std::chrono::milliseconds kLook{25};
// Time limit at the end for work in progress, such as a fetch from a slow server.
constexpr std::chrono::seconds kEndPatience{5};

void Say(const std::string& words) { fmt::print(stderr, "gatehouse control: {}\n", words); }

sigset_t WatchedSignals() { return system::SignalSet({SIGTERM, SIGINT, SIGQUIT, SIGHUP}); }

// This loses no acknowledged change, because every change is a transaction.
void EndAtLastIn(std::chrono::seconds patience) {
  std::thread([patience] {
    std::this_thread::sleep_for(patience);
    std::_Exit(EXIT_SUCCESS);
  }).detach();
}

base::Result<> HandOver(const std::string& path, const std::optional<Account>& owner) {
  // The workers own the folder: root must not follow a link that a worker created there.
  if (!owner || ::lchown(path.c_str(), owner->uid, owner->gid) == 0) return {};
  return base::SystemFail(fmt::format("The owner cannot be changed to {}", owner->name), path);
}

// The workers own the event log; the daemon opens it by name. If the daemon has another user, it has access by
// the group, which new files after a rotation inherit from the run directory.
base::Result<> ShareLog(const std::string& path, const Accounts& accounts) {
  if (!accounts.daemon) return {};
  const auto fail = [&] {
    return base::SystemFail(fmt::format("Cannot be opened to {}", accounts.daemon->name), path);
  };
  const base::Descriptor log(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!log.open()) return fail();
  struct stat info{};
  const Account& owner = accounts.workers ? *accounts.workers : *accounts.daemon;
  const mode_t mode = owner == *accounts.daemon ? 0600 : 0660;
  const bool shared = ::fstat(log.get(), &info) == 0 && S_ISREG(info.st_mode) &&
                      ::fchown(log.get(), owner.uid, accounts.daemon->gid) == 0 && ::fchmod(log.get(), mode) == 0;
  if (!shared) return fail();
  return {};
}

// Files that are opened while this process still has all rights.
struct Opened {
  state::Region region;
  events::Writer writer;
  std::unique_ptr<service::HttpServer> gate_side;
  std::unique_ptr<service::HttpServer> admin_side;
};

base::Result<Opened> OpenAll(const gate::Policy& policy, const Accounts& accounts) {
  const system::RunFolder folder(policy.run_dir);
  auto region = state::Region::OpenOrCreate(folder.State());
  if (!region) return std::unexpected(region.error());
  auto writer =
      events::Writer::Open(policy.event_file, {.max_bytes = policy.event_bytes, .min_free = policy.event_min_free});
  if (!writer) return std::unexpected(writer.error());
  const std::string gate_socket = folder.ControlSocket();
  const std::string admin_socket = folder.AdminSocket();
  auto gate_side = service::HttpServer::Bind({gate_socket, 0600}, service::HttpServer::Peer::kGate);
  if (!gate_side) return std::unexpected(gate_side.error());
  auto admin_side = service::HttpServer::Bind({admin_socket, 0600}, service::HttpServer::Peer::kAdmin);
  if (!admin_side) return std::unexpected(admin_side.error());
  // A revocation locks the state file by name, so the daemon's user must own it.
  for (const auto& [path, owner] :
       {std::pair{folder.State(), accounts.daemon}, std::pair{gate_socket, accounts.workers},
        std::pair{admin_socket, accounts.daemon}}) {
    if (auto handed = HandOver(path, owner); !handed) return std::unexpected(handed.error());
  }
  if (policy.control->watch) {
    if (auto shared = ShareLog(policy.event_file, accounts); !shared) return std::unexpected(shared.error());
  }
  return Opened{std::move(*region), std::move(*writer), std::move(*gate_side), std::move(*admin_side)};
}

// The workers own the run directory. A daemon with another user must be able to enter it to reach the state file.
base::Result<> LetThrough(const std::string& run_dir, const Accounts& accounts) {
  if (!accounts.daemon) return {};
  const uid_t owner = accounts.workers ? accounts.workers->uid : 0;
  // Files that workers create in it must be readable by the daemon's group.
  const mode_t mode = accounts.daemon == accounts.workers ? 0700 : S_ISGID | 0710;
  if (::chown(run_dir.c_str(), owner, accounts.daemon->gid) == 0 && ::chmod(run_dir.c_str(), mode) == 0) return {};
  return base::SystemFail(fmt::format("Cannot be opened to {}", accounts.daemon->name), run_dir);
}

// What SIGHUP cannot change, as a message; empty if a reload is possible.
std::string_view NeedsRestart(const gate::Policy& before, const gate::Policy& after) {
  if (!after.control) return "control";
  const gate::ControlSettings& old = *before.control;
  const gate::ControlSettings& fresh = *after.control;
  if (before.run_dir != after.run_dir) return "run_dir";
  if (before.event_file != after.event_file) return "the event file";
  if (old.data_dir != fresh.data_dir) return "control.data_dir";
  if (old.database != fresh.database) return "control.database";
  if (old.key_encryption != fresh.key_encryption) return "control.key_encryption";
  if (old.user != fresh.user) return "control.user";
  if (old.limits != fresh.limits) return "control.limits";
  if (old.watch.has_value() != fresh.watch.has_value()) return "control.watch";
  return {};
}

base::Result<gate::RedisUrl> RedisOf(const gate::Policy& policy, const ResolveReference& resolve) {
  const std::string& named = policy.control->limits->redis;
  auto text = secrets::IsReference(named) ? resolve(named)
                                          : base::Result<base::SecretString>(base::SecretString(std::string(named)));
  if (!text) return std::unexpected(text.error());
  auto url = gate::ParseRedisUrl(text->Reveal());
  if (!url) return base::Fail(url.error().what, "control.limits.redis", url.error().fix);
  if (policy.environment == gate::Environment::kProduction && !url->tls && !url->StaysHere()) {
    return base::Fail("Redis is on another host, without TLS, in production", "control.limits.redis",
                      "write rediss://");
  }
  return url;
}

uint64_t RandomNumber() {
  const std::string bytes = crypto::RandomBytes(sizeof(uint64_t));
  uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

class Daemon {
 public:
  Daemon(Opened opened, std::unique_ptr<store::Database> database, service::Sealer sealer, const DaemonOptions& options)
      : region_(std::move(opened.region)),
        link_(region_, std::move(opened.writer)),
        gate_side_(std::move(opened.gate_side)),
        admin_side_(std::move(opened.admin_side)),
        database_(std::move(database)),
        sealer_(std::move(sealer)),
        options_(options) {}

  // Limits are shared from now on. Each connection asks for the URL again: its password may have changed.
  void ShareLimits(const gate::Policy& policy, const base::SecretString& key) {
    sharing::Exchange exchange(region_, sharing::SharedKey(key), RandomNumber());
    auto connect = [this, &policy, stream = exchange.stream()]() -> base::Result<std::unique_ptr<sharing::Stream>> {
      const auto url = RedisOf(policy, [this](std::string_view reference) { return Resolve(reference); });
      if (!url) return std::unexpected(url.error());
      return sharing::RedisStream::Connect(*url, policy.control->limits->ca_file, stream);
    };
    sharer_ = std::make_unique<sharing::Sharer>(std::move(exchange), std::move(connect), link_);
    sharer_->Start();
  }

  base::Result<> Begin(const gate::Policy& policy) {
    // Not owned: the caller's policy outlives this object.
    std::shared_ptr<const gate::Policy> first(std::shared_ptr<void>(), &policy);
    auto endpoints = Endpoints::Make(std::move(first), Services(), options_.policy_file);
    if (!endpoints) return std::unexpected(endpoints.error());
    endpoints_ = std::move(*endpoints);
    gate_side_->Serve(Endpoints::Public(endpoints_), kPublicThreads, Endpoints::Busy);
    admin_side_->Serve(Endpoints::Admin(endpoints_), kAdminThreads);
    ticker_.Start(endpoints_);
    watcher_.Start(endpoints_);
    return {};
  }

  void ReadPolicyAgain() {
    auto loaded = policy_file::Load(options_.policy_file, gate::References::kAsWritten);
    if (!loaded) {
      for (const base::Error& error : loaded.error()) Say(error.Text());
      return Say("keeps its current policy");
    }
    if (const auto what = NeedsRestart(endpoints_->policy(), loaded->policy); !what.empty()) {
      return Say(fmt::format("{} has changed, which needs a restart; keeps its current policy", what));
    }
    const auto before = endpoints_;  // destroyed after the pause: its pending deliveries must not delay ticks
    const auto still = ticker_.Pause();
    const auto unwatched = watcher_.Pause();
    auto fresh = std::make_shared<const gate::Policy>(std::move(loaded->policy));
    auto endpoints = Endpoints::Make(std::move(fresh), Services(), options_.policy_file);
    if (!endpoints) return Say(endpoints.error().Text() + "; keeps its current policy");
    endpoints_ = std::move(*endpoints);
    gate_side_->Replace(Endpoints::Public(endpoints_));
    admin_side_->Replace(Endpoints::Admin(endpoints_));
    ticker_.Replace(endpoints_);
    watcher_.Replace(endpoints_);
    Say("runs with the new policy");
  }

  void Log(events::EventType type, std::string_view details) {
    link_.Log({.time = base::ReadClocks().wall, .type = type, .details = details});
  }

  void End() {
    gate_side_->Stop();
    admin_side_->Stop();
    ticker_.Stop();
    watcher_.Stop();
    if (sharer_) sharer_->Stop();
    link_.LogRepeats(base::Wall::max());
  }

 private:
  [[nodiscard]] Endpoints::Services Services() {
    return {*database_,   link_,   sealer_,
            hashes_,      region_, [this](std::string_view reference) { return Resolve(reference); },
            sharer_.get()};
  }
  [[nodiscard]] base::Result<base::SecretString> Resolve(std::string_view reference) {
    const std::lock_guard hold(resolving_);
    return references_.Resolve(reference);
  }

  std::mutex resolving_;
  References references_;  // guarded by resolving_
  state::Region region_;
  MappedLink link_;
  std::unique_ptr<service::HttpServer> gate_side_;
  std::unique_ptr<service::HttpServer> admin_side_;
  std::unique_ptr<store::Database> database_;
  service::Sealer sealer_;
  service::HashQueue hashes_;
  DaemonOptions options_;
  std::unique_ptr<sharing::Sharer> sharer_;  // null if the limits are not shared
  std::shared_ptr<Endpoints> endpoints_;
  Ticker ticker_{kTick, &Endpoints::Tick};
  Ticker watcher_{kLook, &Endpoints::LookAtLog};
};

base::Result<base::SecretString> DatabaseOf(const gate::ControlSettings& settings, References& references) {
  if (!secrets::IsReference(settings.database)) return base::SecretString(std::string(settings.database));
  return references.Resolve(settings.database);
}

// The daemon's threads serve; this one waits for signals.
void ServeUntilEnded(Daemon& daemon, const sigset_t& watched) {
  while (true) {
    int signal = 0;
    ::sigwait(&watched, &signal);
    if (signal != SIGHUP) return;
    daemon.ReadPolicyAgain();
  }
}

// Only one daemon may follow the log with its position in the database. Others may share a database. No value if this
// one does not follow the log.
base::Result<std::optional<store::StoreLock>> LockForWatching(const gate::ControlSettings& settings,
                                                              const std::string& database) {
  if (!settings.watch) return std::nullopt;
  auto taken = store::StoreLock::Take(database);
  if (!taken) return std::unexpected(taken.error());
  return *std::move(taken);
}

struct Keys {
  base::SecretString sealing;
  std::optional<base::SecretString> limits;  // if gates share their limits
};

base::Result<Keys> LoadKeys(const gate::ControlSettings& settings, const Accounts& accounts, References& references) {
  const auto resolve = [&](std::string_view reference) { return references.Resolve(reference); };
  auto sealing = LoadKeyEncryption(settings, accounts.daemon, resolve);
  if (!sealing) return std::unexpected(sealing.error());
  if (!settings.limits) return Keys{.sealing = *std::move(sealing), .limits = {}};
  auto limits = LoadSharedLimitsKey(*settings.limits, resolve);
  if (!limits) return std::unexpected(limits.error());
  return Keys{.sealing = *std::move(sealing), .limits = *std::move(limits)};
}

// A wrong URL of Redis ends the start, instead of being reported again and again.
base::Result<> CheckRedis(const gate::Policy& policy, References& references) {
  if (!policy.control->limits) return {};
  const auto redis = RedisOf(policy, [&](std::string_view reference) { return references.Resolve(reference); });
  if (!redis) return std::unexpected(redis.error());
  return {};
}

}  // namespace

base::Result<> RunDaemon(const gate::Policy& policy, const DaemonOptions& options) {
  if (!policy.control) {
    return base::Fail("The policy has no `control`", options.policy_file, "there is nothing for a daemon to do");
  }
  const gate::ControlSettings& settings = *policy.control;
  const sigset_t watched = WatchedSignals();
  ::pthread_sigmask(SIG_BLOCK, &watched, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  base::KeepMemoryPrivateWithoutCores();

  const auto accounts = AccountsFor(policy);
  if (!accounts) return std::unexpected(accounts.error());
  const auto alone = system::PidFile::Take(system::RunFolder(policy.run_dir).ControlPid());
  if (!alone) return std::unexpected(alone.error());
  if (auto prepared = PrepareDataFolder(settings, *accounts); !prepared) return prepared;
  if (auto through = LetThrough(policy.run_dir, *accounts); !through) return through;
  auto opened = OpenAll(policy, *accounts);
  if (!opened) return std::unexpected(opened.error());
  References references;
  const auto keys = LoadKeys(settings, *accounts, references);
  if (!keys) return std::unexpected(keys.error());

  // From here on as the daemon's own user.
  if (accounts->daemon) {
    if (auto became = Become(*accounts->daemon); !became) return became;
  }
  const auto url = DatabaseOf(settings, references);
  if (!url) return std::unexpected(url.error());
  auto database = store::Database::Open(std::string(url->Reveal()));
  if (!database) return std::unexpected(database.error());
  if (auto good = CheckRedis(policy, references); !good) return good;
  const auto watching = LockForWatching(settings, std::string(url->Reveal()));
  if (!watching) return std::unexpected(watching.error());
  const std::string kind((*database)->kind());
  Daemon daemon(std::move(*opened), std::move(*database), service::Sealer(keys->sealing), options);
  if (keys->limits) daemon.ShareLimits(policy, *keys->limits);
  if (auto begun = daemon.Begin(policy); !begun) return begun;

  daemon.Log(events::type::kControlStarted, fmt::format("process {}, database {}", ::getpid(), kind));
  if (options.ready) options.ready();
  ServeUntilEnded(daemon, watched);
  EndAtLastIn(kEndPatience);
  daemon.End();
  daemon.Log(events::type::kControlStopped, "");
  return {};
}

}  // namespace gatehouse::control

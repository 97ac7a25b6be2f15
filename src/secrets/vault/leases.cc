#include "secrets/vault/leases.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <utility>

#include "base/rfc3339.h"

namespace gatehouse::secrets {
namespace {

constexpr int kLastFifth = 5;
constexpr std::chrono::seconds kLongestSleep{60};
constexpr std::chrono::seconds kSoonest{1};
constexpr std::chrono::seconds kTryAgain{30};

// A thread that receives no signals: they are for the main program.
std::jthread WithoutSignals(std::function<void(const std::stop_token&)> work) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::jthread thread(std::move(work));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

bool IsFinal(Fault fault) { return fault == Fault::kDenied || fault == Fault::kAbsent || fault == Fault::kMisused; }

}  // namespace

VaultLeases::VaultLeases(Calls calls, bool replaced) : calls_(std::move(calls)), replaced_(replaced) {}

VaultLeases::~VaultLeases() {
  if (thread_.joinable()) {
    thread_.request_stop();
    wake_.notify_all();
    thread_.join();
  }
  for (const auto& [key, held] : held_) calls_.revoke(held.lease);
  for (const VaultLease& lease : replaced_leases_) calls_.revoke(lease);
}

// Renewed after two thirds of its life; a lease that is not renewed is used until its last fifth.
void VaultLeases::Plan(Held& held, std::chrono::seconds life, base::Wall now) const {
  held.ends = now + life;
  held.act_at = held.is_last || !held.lease.renewable ? held.ends - life / kLastFifth : held.ends - life / 3;
  held.act_at = std::max(held.act_at, now + std::min(kSoonest, life));
}

std::optional<Fetched> VaultLeases::Find(const std::string& key) {
  const base::Wall now = calls_.clock();
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(key);
  if (found == held_.end()) return {};
  const Held& held = found->second;
  if (held.is_last || now >= held.ends) return {};
  return Fetched{held.value.Copy(), {}, {}, held.ends};
}

void VaultLeases::Take(const std::string& key, VaultLease lease, const Fetched& value) {
  const base::Wall now = calls_.clock();
  {
    const std::lock_guard lock(mutex_);
    if (const auto before = held_.find(key); before != held_.end()) {
      replaced_leases_.push_back(std::move(before->second.lease));
      held_.erase(before);
    }
    Held held{.lease = std::move(lease), .value = value.value.Copy(), .ends = {}, .act_at = {}};
    Plan(held, held.lease.life, now);
    held_.emplace(key, std::move(held));
    has_new_ = true;
    if (!thread_.joinable()) thread_ = WithoutSignals([this](const std::stop_token& stop) { Watch(stop); });
  }
  wake_.notify_all();
}

bool VaultLeases::empty() {
  const std::lock_guard lock(mutex_);
  return held_.empty() && replaced_leases_.empty();
}

void VaultLeases::Watch(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<std::string> due;
    {
      std::unique_lock lock(mutex_);
      const base::Wall now = calls_.clock();
      std::chrono::milliseconds sleep = kLongestSleep;
      for (const auto& [key, held] : held_) {
        if (held.is_last) continue;
        if (held.act_at <= now) due.push_back(key);
        sleep = std::min<std::chrono::milliseconds>(sleep, held.act_at - now);
      }
      if (due.empty()) {
        has_new_ = false;
        wake_.wait_for(lock, stop, std::max(sleep, std::chrono::milliseconds(1)), [this] { return has_new_; });
        continue;
      }
    }
    for (const std::string& key : due) {
      if (!stop.stop_requested()) ActOn(key);
    }
  }
}

void VaultLeases::EndWith(Held& held, const std::string& why) const {
  held.is_last = true;
  if (replaced_) return;
  calls_.tell("the secret " + held.lease.name + " of Vault ends at " + base::TimeText(held.ends) + ": " + why +
              ". The command goes on with it; --restart-on-change starts it again with a new one");
}

void VaultLeases::ActOn(const std::string& key) {
  VaultLease lease;
  {
    const std::lock_guard lock(mutex_);
    const auto found = held_.find(key);
    if (found == held_.end()) return;
    if (!found->second.lease.renewable) return EndWith(found->second, "its lease cannot be renewed");
    lease = found->second.lease;
  }
  const auto renewed = calls_.renew(lease);  // slow: called without the lock
  const base::Wall now = calls_.clock();
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(key);
  if (found == held_.end() || found->second.lease.id != lease.id) return;
  Held& held = found->second;
  if (renewed) {
    // Vault extends a lease less and less as it approaches its maximum life.
    const bool near_end = *renewed < lease.life / 2;
    Plan(held, *renewed, now);
    if (near_end) EndWith(held, "that is its longest life");
    return;
  }
  if (IsFinal(renewed.error().fault) || now >= held.ends) {
    return EndWith(held, "Vault does not renew it (" + renewed.error().error.what + ")");
  }
  held.act_at = now + std::clamp<std::chrono::milliseconds>((held.ends - now) / 3, kSoonest, kTryAgain);
}

}  // namespace gatehouse::secrets

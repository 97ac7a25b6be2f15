#include "nginx/shield.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "base/crypto.h"
#include "base/file.h"
#include "nginx/config/nginx_config.h"

namespace gatehouse::nginx {
namespace {

std::vector<int64_t> StampsOf(const gate::Policy& policy) {
  std::vector<int64_t> stamps;
  for (const auto& sources : policy.key_sources) {
    for (const auto& source : sources) {
      struct stat found{};
      const bool there = stat(source.path.c_str(), &found) == 0;
      stamps.push_back(there ? found.st_mtim.tv_sec * 1'000'000'000 + found.st_mtim.tv_nsec : -1);
      stamps.push_back(there ? found.st_size : -1);
    }
  }
  return stamps;
}

}  // namespace

Shield::Worker::Worker(const state::Region& region, const gate::Policy& policy, events::Writer&& writer)
    : ledger(region), counters(region), log(std::move(writer)) {
  if (policy.assertion) signer.emplace(*policy.assertion);
}

Shield::Shield(std::string path, gate::LoadedPolicy&& loaded)
    : path_(std::move(path)),
      policy_(std::move(loaded.policy)),
      issuers_(std::move(loaded.issuers)),
      max_body_bytes_(policy_.LargestBody()),
      key_stamps_(StampsOf(policy_)) {
  for (size_t i = 0; i < policy_.upstreams.size(); ++i) upstream_urls_.push_back(UpstreamUrlOf(policy_, i));
}

std::expected<std::unique_ptr<Shield>, std::vector<base::Error>> Shield::Load(const std::string& path) {
  auto loaded = gate::LoadPolicy(path);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  return std::unique_ptr<Shield>(new Shield(path, std::move(*loaded)));
}

base::Result<> Shield::OpenState() {
  auto region = state::Region::OpenOrCreate(StateFile(policy_));
  if (!region) return std::unexpected(region.error());
  // Opened here once so that a log that can't be written stops the start; each worker opens its own.
  auto log = events::Writer::Open(policy_.event_file);
  if (!log) return std::unexpected(log.error());
  region_ = std::move(*region);
  worker_.emplace(*region_, policy_, std::move(*log));
  return {};
}

void Shield::StartWorker() {
  if (!worker_) return;
  // Everything in a worker is its own, the hash secret of its token cache above all.
  events::Writer log = std::move(worker_->log);
  worker_.reset();
  worker_.emplace(*region_, policy_, std::move(log));
  region_->SetPolicyGeneration(issuers_.generation);
}

gate::Guard Shield::MakeGuard() {
  return {.policy = policy_,
          .issuers = issuers_,
          .ledger = worker_->ledger,
          .cache = worker_->cache,
          .parser = worker_->parser,
          .resolve_file = base::ResolveInside};
}

std::span<const uint8_t, gate::TraceContext::kRandomBytes> Shield::RandomBytes() {
  constexpr size_t kWanted = gate::TraceContext::kRandomBytes;
  auto& pool = worker_->random;
  if (worker_->random_used + kWanted > pool.size()) {
    crypto::FillRandom(pool);
    worker_->random_used = 0;
  }
  const auto* at = pool.data() + worker_->random_used;
  worker_->random_used += kWanted;
  return std::span<const uint8_t, kWanted>(at, kWanted);
}

Shield::Written Shield::Log(const events::Event& event) {
  if (worker_->log.Write(event)) {
    worker_->counters.Add(state::Counter::kEventsWritten);
    if (const uint64_t lost = std::exchange(worker_->lost, 0); lost != 0) {
      const std::string details = fmt::format("{} events could not be written before this one", lost);
      const Written told = Log({.time = event.time,
                                .type = events::type::kEventsLost,
                                .severity = gate::Severity::kHigh,
                                .policy_generation = generation(),
                                .details = details});
      if (told != Written::kYes) worker_->lost += lost;  // told with the next event that gets through
      return told;
    }
    return Written::kYes;
  }
  ++worker_->lost;
  worker_->counters.Add(state::Counter::kEventFailures);
  if (event.time - worker_->complained < std::chrono::seconds{1}) return Written::kNo;
  worker_->complained = event.time;
  return Written::kNoAndSayIt;
}

void Shield::LogPolicyLoaded(base::Wall now) {
  (void)Log({.time = now,
             .type = events::type::kPolicyLoaded,
             .severity = gate::Severity::kInfo,
             .policy_generation = generation(),
             .details = path_});
}

base::Result<bool> Shield::RefreshKeys() {
  auto stamps = StampsOf(policy_);
  if (stamps == key_stamps_) return false;
  key_stamps_ = std::move(stamps);
  auto issuers = gate::LoadIssuers(policy_, [](const std::string& path) { return base::ReadFile(path); });
  if (!issuers) return std::unexpected(issuers.error().front());
  if (issuers->generation == issuers_.generation) return false;
  issuers_ = std::move(*issuers);
  region_->SetPolicyGeneration(issuers_.generation);
  return true;
}

}  // namespace gatehouse::nginx

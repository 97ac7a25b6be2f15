#include "nginx/shield.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/crypto.h"
#include "base/file.h"
#include "base/resolve_host.h"
#include "nginx/config/nginx_config.h"
#include "policy_file/load.h"
#include "system/prepare_folder.h"
#include "system/run_folder.h"

namespace gatehouse::nginx {
namespace {

// The route name for requests that were refused before a route was found.
constexpr std::string_view kNoRoute = "none";

}  // namespace

Shield::Worker::Worker(const state::Region& region, const gate::Policy& policy, events::Writer&& writer)
    : ledger(region),
      counters(region),
      route_counters(region),
      log(std::move(writer)),
      bodies(policy.inspected_bytes),
      places(policy.address_share, policy.ipv6_bits) {
  for (const gate::Route& route : policy.routes) route_places.push_back(route_counters.PlaceOf(route.label));
  for (const std::string_view label :
       {std::string_view(policy.unlisted.label), std::string_view(policy.unreadable.label), kNoRoute}) {
    route_places.push_back(route_counters.PlaceOf(label));
  }
  if (policy.assertion) signer.emplace(*policy.assertion);
  if (policy.TakesTickets()) {
    const auto secret = region.secret();
    tickets.emplace(std::string_view(reinterpret_cast<const char*>(secret.data()), secret.size()));
  }
}

Shield::Shield(std::string path, gate::LoadedPolicy&& loaded)
    : path_(std::move(path)), policy_(std::move(loaded.policy)), files_(policy_, std::move(loaded.issuers)) {
  for (size_t i = 0; i < policy_.upstreams.size(); ++i) upstream_urls_.push_back(UpstreamUrlOf(policy_, i));
  for (const auto& header : policy_.security_headers)
    security_headers_.push_back(AnswerHeader(header.name, header.value));
}

std::expected<std::unique_ptr<Shield>, std::vector<base::Error>> Shield::Load(const std::string& path) {
  crypto::KeepKeysInLockedMemory();
  auto loaded = policy_file::Load(path);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  std::unique_ptr<Shield> shield(new Shield(path, std::move(*loaded)));
  auto means = AnswerMeans::Make(shield->policy_);  // it points into the policy's final place
  if (!means) return std::unexpected(std::vector<base::Error>{means.error()});
  shield->answer_means_ = *std::move(means);
  if (shield->policy_.JudgesPrompts()) {
    auto prompts = prompt::Judge::Make(shield->policy_.run_dir);
    if (!prompts) return std::unexpected(std::vector{prompts.error()});
    shield->prompts_ = std::move(*prompts);
  }
  return shield;
}

base::Result<> Shield::OpenState() {
  if (auto made = system::PrepareRunFolder(system::RunFolder(policy_.run_dir)); !made)
    return std::unexpected(made.error());
  auto region = state::Region::OpenOrCreate(system::RunFolder(policy_.run_dir).State());
  if (!region) return std::unexpected(region.error());
  // Opened once here, so that an unwritable log prevents the start; each worker opens its own.
  auto log =
      events::Writer::Open(policy_.event_file, {.max_bytes = policy_.event_bytes, .min_free = policy_.event_min_free});
  if (!log) return std::unexpected(log.error());
  region_ = std::move(*region);
  worker_.emplace(*region_, policy_, std::move(*log));
  files_.KeepFolderOpen();
  return {};
}

LiveFiles::News Shield::StartWorker(bool speaker, base::Now now) {
  if (!worker_) return {};
  // Each worker has its own objects, above all the hash secrets of its token caches.
  events::Writer log = std::move(worker_->log);
  worker_.reset();
  worker_.emplace(*region_, policy_, std::move(log));
  servers_.emplace(policy_, base::ResolveHost, NameWatch::Pace{});
  speaker_ = speaker;
  region_->SetPolicyGeneration(generation());
  if (speaker) LogLoaded(events::type::kPolicyLoaded, path_, now.wall);
  return Look(now);
}

gate::Guard Shield::MakeGuard(const gate::Occupancy* occupancy, gate::BodyRoom* bodies) {
  return {.policy = policy_,
          .issuers = files_.issuers(),
          .directory = files_.directory(),
          .ledger = worker_->ledger,
          .cache = worker_->cache,
          .session_cache = worker_->session_cache,
          .parser = worker_->parser,
          .resolve_file = base::ResolveInside,
          .tickets = tickets(),
          .occupancy = occupancy,
          .prompts = prompts_ ? &*prompts_ : nullptr,
          .bodies = bodies};
}

bool Shield::Ready() const {
  const auto& issuers = files_.issuers().issuers;
  return issuers.empty() ||
         std::ranges::any_of(issuers, [](const gate::Issuer& issuer) { return !issuer.keys.keys().empty(); });
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

void Shield::Count(const gate::Route* route, gate::Reason reason, bool observed) {
  worker_->counters.Count(reason, observed);
  const size_t listed = policy_.routes.size();
  size_t index = listed + 2;
  if (route == &policy_.unlisted) {
    index = listed;
  } else if (route == &policy_.unreadable) {
    index = listed + 1;
  } else if (route != nullptr) {
    index = static_cast<size_t>(route - policy_.routes.data());
  }
  worker_->route_counters.Count(worker_->route_places[index], reason, observed);
}

Shield::Written Shield::Log(const events::Event& event) {
  return worker_->repeats.Admit(event) ? LogNow(event) : Written::kYes;
}

void Shield::LogRepeats(base::Wall now) {
  if (!worker_) return;
  worker_->repeats.Flush(now, [this](const events::Event& event) { (void)LogNow(event); });
}

base::Result<> Shield::MayRotateLog() const {
  const std::string folder = std::filesystem::path(policy_.event_file).parent_path().string();
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return base::SystemFail(
      "The workers cannot rotate the event log; beyond twice `events.max_bytes` it gets only high and critical events",
      folder, "give the folder to the workers' user");
}

Shield::Written Shield::LogNow(const events::Event& event) {
  if (worker_->log.Write(event)) {
    worker_->counters.Add(state::Counter::kEventsWritten);
    if (const uint64_t lost = std::exchange(worker_->lost, 0); lost != 0) {
      const std::string details = fmt::format("{} events could not be written before this one", lost);
      const Written told = LogNow({.time = event.time,
                                   .type = events::type::kEventsLost,
                                   .policy_generation = generation(),
                                   .details = details});
      if (told != Written::kYes) worker_->lost += lost;  // reported with the next event that is written
      return told;
    }
    return Written::kYes;
  }
  worker_->lost += std::max<uint64_t>(event.count, 1);
  worker_->counters.Add(state::Counter::kEventFailures);
  if (event.time - worker_->complained < std::chrono::seconds{1}) return Written::kNo;
  worker_->complained = event.time;
  return Written::kNoAndSayIt;
}

void Shield::LogLoaded(events::EventType type, std::string_view details, base::Wall now) {
  (void)Log({.time = now, .type = type, .policy_generation = generation(), .details = details});
}

LiveFiles::News Shield::Publish(LiveFiles::News news, base::Wall now) {
  // The first worker with these keys reports them: when other workers check, there may already be newer ones.
  if (news.keys && region_->SetPolicyGeneration(generation()) != generation()) {
    LogLoaded(events::type::kKeysLoaded, path_, now);
  }
  if (!speaker_) {
    news.notes.clear();
    return news;
  }
  if (news.directory) {
    const std::string details = fmt::format("{} droplets", files_.directory().droplets.size());
    LogLoaded(events::type::kDirectoryLoaded, details, now);
  }
  for (const base::Error& error : news.errors) LogLoaded(events::type::kLoadFailed, error.Text(), now);
  for (const base::Error& note : news.notes) LogLoaded(events::type::kKeysLeftOut, note.Text(), now);
  return news;
}

LiveFiles::News Shield::CatchUp(base::Now now) {
  return Publish(files_.CatchUp(region_->directory_generation(), now.steady), now.wall);
}
LiveFiles::News Shield::Look(base::Now now) {
  return Publish(files_.Look(region_->directory_generation(), now.steady), now.wall);
}
LiveFiles::News Shield::LookForKey(base::Now now) {
  return Publish(files_.LookForKey(region_->directory_generation(), now.steady), now.wall);
}

}  // namespace gatehouse::nginx

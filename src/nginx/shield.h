// One policy at work in one nginx process: the policy, its keys, the mapped state, the event log, and what a worker
// keeps for itself. Loaded by the master while it reads the configuration; what belongs to a worker is made after the
// fork.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "events/repeats.h"
#include "events/tried.h"
#include "events/writer.h"
#include "gate/inspect/prompt/judge.h"
#include "gate/pipeline.h"
#include "gate/request/trace_context.h"
#include "nginx/answer_work.h"
#include "nginx/body_share.h"
#include "nginx/live_files.h"
#include "nginx/ngx.h"
#include "nginx/open_answers.h"
#include "nginx/places.h"
#include "nginx/upstream_servers.h"
#include "state/counters.h"
#include "state/mapped_ledger.h"
#include "state/region.h"
#include "state/route_counters.h"

namespace gatehouse::nginx {

class Shield {
 public:
  // Policy and keys; all that is wrong at once.
  [[nodiscard]] static std::expected<std::unique_ptr<Shield>, std::vector<base::Error>> Load(const std::string& path);
  // Maps the state and opens the event log. Not for a mere configuration test, which must leave nothing behind.
  [[nodiscard]] base::Result<> OpenState();
  // After the fork, or in the only process there is. One worker is the `speaker`: what all of them see alike is told in
  // the event log once.
  [[nodiscard]] LiveFiles::News StartWorker(bool speaker, base::Now now);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const gate::Policy& policy() const { return policy_; }
  [[nodiscard]] uint64_t generation() const { return files_.issuers().generation; }
  [[nodiscard]] std::string_view UpstreamUrl(size_t upstream) const { return upstream_urls_[upstream]; }
  // The policy's, as nginx lists headers: every answer gets a copy of the list.
  [[nodiscard]] std::span<const ngx_table_elt_t> security_headers() const { return security_headers_; }
  // Made before the fork: the same token has the same mark in every worker.
  [[nodiscard]] const events::TriedMark& tried() const { return tried_; }
  [[nodiscard]] bool Draining() const { return region_->draining(); }

  [[nodiscard]] const gate::TicketBox* tickets() const { return worker_->tickets ? &*worker_->tickets : nullptr; }
  // Whether a request that needs a token could be let through: of some issuer there are keys. Before the control daemon
  // has fetched or made the first ones, there are none.
  [[nodiscard]] bool Ready() const;
  // Both must outlive the guard; null: everybody has room, and so has every body.
  [[nodiscard]] gate::Guard MakeGuard(const gate::Occupancy* occupancy = nullptr, gate::BodyRoom* bodies = nullptr);
  [[nodiscard]] gate::AssertionSigner* signer() { return worker_->signer ? &*worker_->signer : nullptr; }
  // Only in a worker, after StartWorker.
  [[nodiscard]] const AnswerMeans& answer_means() const { return answer_means_; }
  [[nodiscard]] UpstreamServers& servers() { return *servers_; }
  [[nodiscard]] OpenAnswers& answers() { return answers_; }
  [[nodiscard]] state::Counters& counters() { return worker_->counters; }
  // One decision about a request of that route; null: none was found yet.
  void Count(const gate::Route* route, gate::Reason reason, bool observed = false);
  [[nodiscard]] Places& places() { return worker_->places; }
  [[nodiscard]] BodyBudget& bodies() { return worker_->bodies; }
  // Fresh bytes for identifiers that must be unique, not secret. Valid until the next call.
  [[nodiscard]] std::span<const uint8_t, gate::TraceContext::kRandomBytes> RandomBytes();

  // Writes the event. What can't be written is counted, and told through the return value at most once a second.
  enum class Written : uint8_t { kYes, kNo, kNoAndSayIt };
  Written Log(const events::Event& event);
  // Whether this request that was let through is the one that is written down for Policy::access_sample of them.
  [[nodiscard]] bool SamplesAccess() { return ++worker_->passed % policy_.access_sample == 0; }
  // Writes what was counted of equal refusals in seconds that are over. For a timer, and at the end of the worker.
  void LogRepeats(base::Wall now);
  // Whether this worker has not yet told of headers that stay behind for this reason (HeaderPassage::Stops). There are
  // about a hundred reasons, all of them static.
  [[nodiscard]] bool TellOfHeader(std::string_view reason) { return worker_->told_headers.insert(reason).second; }
  [[nodiscard]] int last_log_errno() const { return worker_->log.last_errno(); }

  // Keys and droplets change without a reload (rows B3 B6); live_files.h says when each of these reads them again. The
  // event log learns what came of it; nginx's error log is the caller's.
  [[nodiscard]] bool Behind() const { return files_.Behind(region_->directory_generation()); }
  [[nodiscard]] LiveFiles::News CatchUp(base::Now now);
  [[nodiscard]] LiveFiles::News Look(base::Now now);
  [[nodiscard]] LiveFiles::News LookForKey(base::Now now);

 private:
  struct Worker {
    Worker(const state::Region& region, const gate::Policy& policy, events::Writer&& writer);
    state::MappedLedger ledger;
    state::Counters counters;
    state::RouteCounters route_counters;
    std::vector<size_t> route_places;  // by the index of Policy::routes, then unlisted, unreadable and none
    gate::TokenCache cache;
    gate::TokenCache session_cache;
    json::Parser parser;
    std::optional<gate::AssertionSigner> signer;
    std::optional<gate::TicketBox> tickets;
    events::Writer log;
    BodyBudget bodies;
    events::Repeats repeats;
    Places places;
    base::Wall complained;
    std::set<std::string_view> told_headers;
    uint64_t passed = 0;  // requests let through, while the policy samples them
    uint64_t lost = 0;    // events since the last one that was written
    std::array<uint8_t, 4096> random{};
    size_t random_used = 4096;
  };

  Shield(std::string path, gate::LoadedPolicy&& loaded);
  [[nodiscard]] LiveFiles::News Publish(LiveFiles::News news, base::Wall now);
  Written LogNow(const events::Event& event);
  void LogLoaded(events::EventType type, std::string_view details, base::Wall now);

  std::string path_;
  events::TriedMark tried_;
  gate::Policy policy_;
  LiveFiles files_;
  AnswerMeans answer_means_;
  std::optional<prompt::Judge> prompts_;  // compiled before the fork, where a route asks for it
  std::vector<std::string> upstream_urls_;
  std::vector<ngx_table_elt_t> security_headers_;  // they point into the policy
  bool speaker_ = false;
  std::optional<state::Region> region_;
  std::optional<Worker> worker_;
  std::optional<UpstreamServers> servers_;  // has a thread: only in a worker
  OpenAnswers answers_;
};

}  // namespace gatehouse::nginx

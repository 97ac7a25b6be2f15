// One policy in one nginx process: the policy, its keys, the mapped state, the event log, and the objects of a
// worker. The master loads it while it reads the configuration; a worker's objects are created after the
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
  // Loads policy and keys, or returns all errors.
  [[nodiscard]] static std::expected<std::unique_ptr<Shield>, std::vector<base::Error>> Load(const std::string& path);
  // Maps the state and opens the event log. Not called for a configuration test, which must leave no files.
  [[nodiscard]] base::Result<> OpenState();
  // For a worker: an error says that it cannot rename the event log when that is full.
  [[nodiscard]] base::Result<> MayRotateLog() const;
  // Called after the fork, or in the only process. One worker is the `speaker`: it alone logs events that all workers
  // see in the same way.
  [[nodiscard]] LiveFiles::News StartWorker(bool speaker, base::Now now);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const gate::Policy& policy() const { return policy_; }
  // Tells which policy decides: another text or other keys make another number. It has 53 bits, because many readers of
  // JSON keep no more of a number.
  [[nodiscard]] uint64_t generation() const {
    return (policy_.text_hash ^ files_.issuers().generation) & ((uint64_t{1} << 53) - 1);
  }
  [[nodiscard]] std::string_view UpstreamUrl(size_t upstream) const { return upstream_urls_[upstream]; }
  // The policy's security headers as nginx's type: every response gets a copy.
  [[nodiscard]] std::span<const ngx_table_elt_t> security_headers() const { return security_headers_; }
  // Created before the fork, so that a token has the same mark in every worker.
  [[nodiscard]] const events::TriedMark& tried() const { return tried_; }
  [[nodiscard]] bool Draining() const { return region_->draining(); }

  [[nodiscard]] const gate::TicketBox* tickets() const { return worker_->tickets ? &*worker_->tickets : nullptr; }
  // True if a request with a token can pass: there are keys of some issuer. There are none before the control daemon
  // has fetched or created the first ones.
  [[nodiscard]] bool Ready() const;
  // Both must outlive the guard. Null means no limit.
  [[nodiscard]] gate::Guard MakeGuard(const gate::Occupancy* occupancy = nullptr, gate::BodyRoom* bodies = nullptr);
  [[nodiscard]] gate::AssertionSigner* signer() { return worker_->signer ? &*worker_->signer : nullptr; }
  // Call it only in a worker, after StartWorker.
  [[nodiscard]] const AnswerMeans& answer_means() const { return answer_means_; }
  [[nodiscard]] UpstreamServers& servers() { return *servers_; }
  [[nodiscard]] OpenAnswers& answers() { return answers_; }
  [[nodiscard]] state::Counters& counters() { return worker_->counters; }
  // Counts a decision about a request of that route; null: no route was found.
  void Count(const gate::Route* route, gate::Reason reason, bool observed = false);
  [[nodiscard]] Places& places() { return worker_->places; }
  [[nodiscard]] BodyBudget& bodies() { return worker_->bodies; }
  // Returns random bytes for identifiers that must be unique, not secret. Valid until the next call.
  [[nodiscard]] std::span<const uint8_t, gate::TraceContext::kRandomBytes> RandomBytes();

  // Writes the event. Failures are counted, and the return value requests a message at most once per second.
  enum class Written : uint8_t { kYes, kNo, kNoAndSayIt };
  Written Log(const events::Event& event);
  // Returns whether to log this allowed request: one of Policy::access_sample.
  [[nodiscard]] bool SamplesAccess() { return ++worker_->passed % policy_.access_sample == 0; }
  // Writes the counts of equal refusals of past seconds. Called by a timer and at the end of the worker.
  void LogRepeats(base::Wall now);
  // Returns true once per worker for each reason why headers are not forwarded (HeaderPassage::Stops). There are
  // about a hundred reasons, all static.
  [[nodiscard]] bool TellOfHeader(std::string_view reason) { return worker_->told_headers.insert(reason).second; }
  [[nodiscard]] int last_log_errno() const { return worker_->log.last_errno(); }

  // Keys and droplets change without a reload (rows B3 B6); live_files.h says when each function reads them again. They
  // write events; the caller writes to nginx's error log.
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
    std::vector<size_t> route_places;  // index as in Policy::routes, then unlisted, unreadable and none
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
    uint64_t passed = 0;  // allowed requests, if the policy samples them
    uint64_t lost = 0;    // lost events since the last one that was written
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
  std::optional<prompt::Judge> prompts_;  // compiled before the fork, if a route uses it
  std::vector<std::string> upstream_urls_;
  std::vector<ngx_table_elt_t> security_headers_;  // they point into the policy
  bool speaker_ = false;
  std::optional<state::Region> region_;
  std::optional<Worker> worker_;
  std::optional<UpstreamServers> servers_;  // has a thread, so only in a worker
  OpenAnswers answers_;
};

}  // namespace gatehouse::nginx

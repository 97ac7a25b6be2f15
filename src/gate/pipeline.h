// The life of a request inside the gate: an ordered list of stages over one Exchange. Pure: the request, the policy,
// the ledger and the time go in, a Decision comes out. pipeline.cc holds THE list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gate/admit/body_room.h"
#include "gate/admit/canonical_path.h"
#include "gate/admit/client_address.h"
#include "gate/admit/cors.h"
#include "gate/admit/ledger.h"
#include "gate/admit/occupancy.h"
#include "gate/directory/directory.h"
#include "gate/identify/ticket.h"
#include "gate/identify/token_cache.h"
#include "gate/inspect/prompt/judge.h"
#include "gate/inspect/udc_message.h"
#include "gate/policy/policy.h"
#include "gate/request/decision.h"
#include "gate/request/request.h"
#include "gate/respond/rate_headers.h"

namespace gatehouse::gate {

// What the pipeline asks of the world besides the request. The gate opens no file itself (row B8).
using FileResolver = base::Result<std::string> (*)(const std::string& folder, std::string_view name);

// What one worker brings to every request; the pipeline owns none of it.
struct Guard {
  const Policy& policy;
  const TrustedIssuers& issuers;
  const Directory& directory;  // of the control daemon's droplets; empty where there is none
  Ledger& ledger;
  TokenCache& cache;
  TokenCache& session_cache;
  json::Parser& parser;
  FileResolver resolve_file;
  const TicketBox* tickets = nullptr;    // without one no ticket is good
  const Occupancy* occupancy = nullptr;  // null: everybody has room
  prompt::Judge* prompts = nullptr;      // where Policy::JudgesPrompts
  BodyRoom* bodies = nullptr;            // null: there is room for every body
};

// All that is known about one request so far. Stages fill it in, in order.
struct Exchange {
  // The request must outlive the exchange.
  Exchange(const Request& the_request, base::Now the_time)
      : request(the_request), now(the_time), headers(ReadHeaders(the_request.headers)) {}

  const Request& request;
  // What the server in front says besides: why a line of the request may be read otherwise by another one (static), and
  // how many bytes its body has, as announced and later as counted; nothing where that is not known.
  std::string_view line_doubt;
  std::optional<uint64_t> body_bytes;
  base::Now now;
  KnownHeaders headers;
  Client client;
  CanonicalPath path;        // as sent, which is what the service gets
  std::string path_as_read;  // as the route's service reads it, where that differs; else empty
  [[nodiscard]] std::string_view PathForRules() const { return path_as_read.empty() ? path.path : path_as_read; }
  const Route* route = nullptr;
  bool method_allowed = true;
  const Route* becomes = nullptr;  // whose rules hold too, since `_method` makes another request of this one
  bool form = false;               // a form in the body may hold such a `_method`
  CorsAnswer cors;
  SharedPrincipal principal;  // null where nobody is known
  // Forward-auth: another proxy passes the request on as the client sent it, so nothing can be taken out of it.
  bool passed_on_by_another = false;
  bool session = false;  // the principal came with a session cookie, which a browser sends from any page
  // A token that did not come in the Authorization header: in a WebSocket's protocols, where the answer must name one
  // of them, or sealed in a ticket.
  enum class TokenPlace : uint8_t { kUsual, kProtocol, kTicket } token_place = TokenPlace::kUsual;
  std::string ticket;         // for the caller, on the route that gives them
  std::string carried_token;  // the token of kProtocol and kTicket: the service gets it as Authorization
  std::optional<UdcMessage> udc;
  // Where the message goes, if the directory says so and not the policy. It lives in the Guard's directory: code that
  // reads that again copies this first. Without an address it leads nowhere yet (502).
  const DirectoryEntry* droplet = nullptr;
  std::optional<RateReport> rate;  // of the tightest limit met
  std::string_view suspicious;     // what in the input looks like an attack, in words; static
  std::string_view note;  // a stage's own word on why, for explain and the log; static or as long-lived as the request
  std::string_view body;  // during InspectBody
  // The body can't be looked into: too large, not here, or there is no room for it. Where the policy only observes
  // that, the request goes on without it.
  bool body_out_of_reach = false;
  std::optional<json::Value> document;  // of the body; lives in the Guard's parser, so only during InspectBody
  std::optional<prompt::Verdict> prompt_verdict;  // with inspect: prompt, of the worst of the body's prompts
  std::string prompt_words;                       // the same in words, where it is to be told; `note` points to it
  uint32_t prompt_signals = 0;  // of all its prompts, where something is to be told: a bit each, by prompt::Signal
  std::string redacted_body;    // what the service gets instead of the body; empty: the body as it came
  size_t taken_out = 0;         // secrets and personal data that are not in it any more
  std::string schema_place;     // what Decision::where points to after kSchemaMismatch

  // Refusals that were only observed, oldest first.
  struct Observed {
    Rule rule;
    Reason reason;
  };
  static constexpr size_t kMaxObserved = 16;
  Observed observed[kMaxObserved];
  size_t observed_count = 0;

  size_t refused_at = 0;  // the place in its list of the stage that refused, for AdmitAgain
};

// One line of explain: what a stage said.
struct StageReport {
  std::string_view stage;  // "canonical path"
  Decision decision;
  bool observed = false;  // refused, but the policy only observes this rule
  std::string note;
};
using Trace = std::vector<StageReport>;

// Everything that can be decided without the body. With a Trace, every stage that ran is written down.
[[nodiscard]] Decision Admit(const Guard& guard, Exchange& exchange, Trace* trace = nullptr);

// Once more after an Admit that refused, where what it was refused for may have changed since (a new key was read).
// Goes on with the stage that refused: what the ones before it took, places under limits, is not taken again.
[[nodiscard]] Decision AdmitAgain(const Guard& guard, Exchange& exchange);

// Whether the body is wanted, and how much of it at most.
[[nodiscard]] bool WantsBody(const Exchange& exchange);

// More of the body has come: `bytes` in all. No more of it may come than the route allows.
[[nodiscard]] Decision CountBody(const Guard& guard, Exchange& exchange, uint64_t bytes);

// All of the body has come, `bytes`: once more whether it may be so large, and whether there is room to look into it.
// Ask WantsBody again afterwards.
[[nodiscard]] Decision TakeBody(const Guard& guard, Exchange& exchange, uint64_t bytes);

// Whether the body is a form that should be read for the sake of its `_method`; where it can't be, the request goes
// on. How much of it: MaxFormBytes.
[[nodiscard]] bool WantsForm(const Exchange& exchange);
[[nodiscard]] Decision InspectForm(const Guard& guard, Exchange& exchange, std::string_view body,
                                   Trace* trace = nullptr);

// The body stages, after an Admit that allowed. The body stays unchanged meanwhile.
[[nodiscard]] Decision InspectBody(const Guard& guard, Exchange& exchange, std::string_view body,
                                   Trace* trace = nullptr);

// Which of Policy::upstreams gets the request, after it was allowed, unless Exchange::droplet gets it.
[[nodiscard]] size_t UpstreamOf(const Policy& policy, const Exchange& exchange);

}  // namespace gatehouse::gate

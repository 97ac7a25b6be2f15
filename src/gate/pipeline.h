// The processing of a request in the gate: an ordered list of stages over one Exchange. Pure: takes the request, the
// policy, the ledger and the time, returns a Decision. pipeline.cc holds THE list.
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

// The access to files that the pipeline needs. The gate itself opens no file (row B8).
using FileResolver = base::Result<std::string> (*)(const std::string& folder, std::string_view name);

// What one worker provides to every request; the pipeline owns none of it.
struct Guard {
  const Policy& policy;
  const TrustedIssuers& issuers;
  const Directory& directory;  // of the control daemon's droplets; empty if there are none
  Ledger& ledger;
  TokenCache& cache;
  TokenCache& session_cache;
  json::Parser& parser;
  FileResolver resolve_file;
  const TicketBox* tickets = nullptr;    // null: no ticket is accepted
  const Occupancy* occupancy = nullptr;  // null: every client has room
  prompt::Judge* prompts = nullptr;      // set if Policy::JudgesPrompts
  BodyRoom* bodies = nullptr;            // null: there is room for every body
};

// Everything known about one request. The stages fill it in, in order.
struct Exchange {
  // The request must outlive the exchange.
  Exchange(const Request& the_request, base::Now the_time)
      : request(the_request), now(the_time), headers(ReadHeaders(the_request.headers)) {}

  const Request& request;
  // Set by the server in front: why other programs may read a line of the request differently (static), and the size of
  // the body in bytes, first as announced and later as counted; empty if unknown.
  std::string_view line_doubt;
  std::optional<uint64_t> body_bytes;
  base::Now now;
  KnownHeaders headers;
  Client client;
  CanonicalPath path;        // as sent; the service gets it unchanged
  std::string path_as_read;  // as the route's service reads it, if that differs; else empty
  [[nodiscard]] std::string_view PathForRules() const { return path_as_read.empty() ? path.path : path_as_read; }
  const HostRoutes* routes = nullptr;  // those of the request's host
  const Route* route = nullptr;
  bool method_allowed = true;
  bool host_known = true;  // false: no route names the host, and the path has no route for all hosts
  // A second route whose rules apply too, because `_method` changes the method or a header names another path.
  const Route* becomes = nullptr;
  bool form = false;  // a form in the body may contain such a `_method`
  CorsAnswer cors;
  SharedPrincipal principal;  // null if nobody is identified
  // Forward-auth: another proxy forwards the request as the client sent it, so the gate cannot remove anything from it.
  bool passed_on_by_another = false;
  bool session = false;  // the principal was identified by a session cookie, which a browser sends from any page
  bool proven = false;   // the sender has proven the key of its token: a proof is accepted once, a request judged twice
  // Where the token was, if not in the Authorization header: in a WebSocket's protocols, one of which the answer must
  // name, or sealed in a ticket.
  enum class TokenPlace : uint8_t { kUsual, kProtocol, kTicket } token_place = TokenPlace::kUsual;
  std::string ticket;         // returned to the caller, on the route that issues tickets
  std::string carried_token;  // the token of kProtocol and kTicket; the service gets it as Authorization
  std::optional<UdcMessage> udc;
  // The destination of a message if the directory, not the policy, decides it. Points into the Guard's directory: code
  // that reads the directory again must copy it first. Without an address there is no destination yet (502).
  const DirectoryEntry* droplet = nullptr;
  std::optional<RateReport> rate;  // of the tightest limit
  std::string_view suspicious;     // what looks like an attack in the input; static
  std::string_view note;  // a stage's explanation, for explain and the log; static or as long-lived as the request
  std::string_view body;  // during InspectBody
  // The body cannot be inspected: too large, not available, or no room for it. If the policy only observes
  // that, the request continues without its body being inspected.
  bool body_out_of_reach = false;
  std::optional<json::Value> document;  // the parsed body; owned by the Guard's parser, valid only during InspectBody
  std::optional<prompt::Verdict> prompt_verdict;  // with inspect: prompt: the worst of all prompts in the body
  std::string prompt_words;                       // the verdict as text, if it is to be reported; `note` points to it
  uint32_t prompt_signals = 0;  // of all prompts, if they are to be reported: one bit per prompt::Signal
  std::string redacted_body;    // replaces the body for the service; empty: the body is unchanged
  size_t taken_out = 0;         // number of secrets and personal data removed from it
  std::string schema_place;     // Decision::where points to it after kSchemaMismatch

  // Refusals that were only observed, the oldest first.
  struct Observed {
    Rule rule;
    Reason reason;
  };
  static constexpr size_t kMaxObserved = 16;
  Observed observed[kMaxObserved];
  size_t observed_count = 0;

  size_t refused_at = 0;  // the index of the stage that refused, for AdmitAgain
};

// One line of explain: the result of one stage.
struct StageReport {
  std::string_view stage;  // "canonical path"
  Decision decision;
  bool observed = false;  // refused, but the policy only observes that rule
  std::string note;
};
using Trace = std::vector<StageReport>;

// Decides everything that can be decided without the body. A Trace records every stage that ran.
[[nodiscard]] Decision Admit(const Guard& guard, Exchange& exchange, Trace* trace = nullptr);

// Repeats a refused Admit whose cause may have changed (a new key was loaded). Continues with the stage that refused,
// so the effects of earlier stages, such as counts under limits, are not repeated.
[[nodiscard]] Decision AdmitAgain(const Guard& guard, Exchange& exchange);

// Whether the body is needed, and the most bytes of it that are.
[[nodiscard]] bool WantsBody(const Exchange& exchange);

// Called when more of the body has arrived: `bytes` in all. Refuses more than the route allows.
[[nodiscard]] Decision CountBody(const Guard& guard, Exchange& exchange, uint64_t bytes);

// Called when the whole body has arrived, `bytes`: checks its size again, and whether there is room to inspect it.
// Call WantsBody again afterwards.
[[nodiscard]] Decision TakeBody(const Guard& guard, Exchange& exchange, uint64_t bytes);

// Whether the body is a form that must be read for its `_method`; if it cannot be read, the request
// continues. MaxFormBytes says how much of it.
[[nodiscard]] bool WantsForm(const Exchange& exchange);
[[nodiscard]] Decision InspectForm(const Guard& guard, Exchange& exchange, std::string_view body,
                                   Trace* trace = nullptr);

// Runs the body stages after an Admit that allowed the request. The body must stay unchanged meanwhile.
[[nodiscard]] Decision InspectBody(const Guard& guard, Exchange& exchange, std::string_view body,
                                   Trace* trace = nullptr);

// The index in Policy::upstreams that an allowed request goes to, unless it goes to Exchange::droplet.
[[nodiscard]] size_t UpstreamOf(const Policy& policy, const Exchange& exchange);

}  // namespace gatehouse::gate

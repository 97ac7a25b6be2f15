// LOG: counts and times each request, and writes one event if it was refused or
// failed.
#include <fmt/format.h>

#include "events/redaction.h"
#include "nginx/answer_work.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

events::Event EventOf(const RequestState& state) {
  const auto& exchange = state.exchange;
  events::Event event;
  event.time = state.arrived.wall;
  event.method = state.request.method;
  event.path =
      exchange.path.path.empty() ? state.request.target.substr(0, state.request.target.find('?')) : exchange.path.path;
  // A request may be refused before its client was determined: then find the client here, so that it is not the proxy.
  const bool known = exchange.client.address != base::IpAddress{};
  event.address = known ? exchange.client.address
                        : gate::ClientOf(state.request, exchange.headers, state.shield.policy().proxies).address;
  event.trace_id = state.trace.trace_id();
  event.policy_generation = state.shield.generation();
  if (exchange.route != nullptr) event.route = exchange.route->label;
  if (exchange.principal != nullptr) {
    event.principal = exchange.principal->subject;
    event.issuer = exchange.principal->issuer;
  }
  return event;
}

void Write(ngx_http_request_t* r, RequestState& state, const events::Event& event) {
  if (state.shield.Log(event) == Shield::Written::kNoAndSayIt) {
    ngx_log_error(NGX_LOG_ALERT, r->connection->log, state.shield.last_log_errno(),
                  "gatehouse: security events are being LOST: the event log \"%s\" cannot be written",
                  state.shield.policy().event_file.c_str());
  }
}

constexpr int kUnauthorized = 401;

// The mark of the refused token, if one was sent.
std::string TriedBy(const RequestState& state, gate::Reason reason) {
  if (gate::Describe(reason).status != kUnauthorized) return {};
  const auto& exchange = state.exchange;
  const std::string_view sent =
      exchange.carried_token.empty() ? exchange.headers.authorization.value : std::string_view(exchange.carried_token);
  return state.shield.tried().Of({}, sent);
}

void ReportReason(ngx_http_request_t* r, RequestState& state, gate::Reason reason, bool observed,
                  std::string_view details) {
  state.shield.Count(state.exchange.route, reason, observed);
  events::Event event = EventOf(state);
  event.reason = reason;
  event.observed = observed;
  event.details = details;
  const std::string tried = TriedBy(state, reason);
  event.tried = tried;
  if (!observed) event.retry_after = static_cast<uint64_t>(state.decision.retry_after.count());
  Write(r, state, event);
}

// What is known about a failure: the start of the service's response or, if there was none, who did not respond.
// nginx's own page says no more than the status.
std::string FailureOf(ngx_http_request_t* r, const RequestState& state) {
  std::string failure = fmt::format("status {}", state.masked_status);
  if (state.masked_reason == gate::Reason::kCertificateRefused)
    return fmt::format("{}: {}", failure, CertificateFault(r));
  if (state.masked_reason != gate::Reason::kUpstreamError || r->upstream == nullptr) return failure;
  if (r->err_status == 0) {
    if (!state.upstream_words.empty()) failure += ": " + state.upstream_words;
    return failure;
  }
  failure += ": no valid response from the service";
  if (r->upstream->peer.name != nullptr) failure += fmt::format(" at {}", View(*r->upstream->peer.name));
  return failure + " (the gate's error log says why)";
}

// Reports an error response of nginx or the upstream.
void ReportMasked(ngx_http_request_t* r, RequestState& state) {
  const bool server_error = state.masked_reason == gate::Reason::kUpstreamError;
  events::Event event = EventOf(state);
  event.type = server_error ? events::type::kUpstreamError : events::type::kRefused;
  event.reason = state.masked_reason;
  const std::string details = FailureOf(r, state);
  event.details = details;
  state.shield.Count(state.exchange.route, event.reason);
  Write(r, state, event);
}

// Once per reason and worker, so that a client that sends the header with every request does not fill the log.
void ReportDroppedHeaders(ngx_http_request_t* r, RequestState& state) {
  events::Event event = EventOf(state);
  event.type = events::type::kHeadersDropped;
  const std::string details =
      state.dropped_headers +
      ": not passed on to the service; request_headers_kept in the policy can let a name through";
  event.details = details;
  Write(r, state, event);
}

// Reports one of N allowed requests, with N from the policy.
void ReportAccess(ngx_http_request_t* r, RequestState& state) {
  if (!state.shield.SamplesAccess()) return;
  events::Event event = EventOf(state);
  event.type = events::type::kAccess;
  event.count = state.shield.policy().access_sample;
  const std::string details = fmt::format("status {}", r->headers_out.status);
  event.details = details;
  Write(r, state, event);
}

void ReportSuspicious(ngx_http_request_t* r, RequestState& state) {
  events::Event event = EventOf(state);
  event.type = events::type::kSuspiciousInput;
  event.observed =
      state.exchange.route != nullptr && state.shield.policy().Observes(gate::Rule::kBody, *state.exchange.route);
  event.details = state.exchange.suspicious;
  Write(r, state, event);
}

// Reports how many secrets were removed from the response, never which.
void ReportAnswer(ngx_http_request_t* r, RequestState& state) {
  answers::Removed removed = state.removed_from_headers;
  if (state.answer_work != nullptr && state.answer_work->redactor) {
    removed.canaries += state.answer_work->redactor->canaries();
    removed.secrets += state.answer_work->redactor->secrets();
  }
  const std::pair<gate::Reason, size_t> kinds[] = {{gate::Reason::kAnswerCanary, removed.canaries},
                                                   {gate::Reason::kAnswerSecret, removed.secrets}};
  for (const auto& [reason, count] : kinds) {
    if (count == 0) continue;
    state.shield.Count(state.exchange.route, reason);
    events::Event event = EventOf(state);
    event.type = events::type::kAnswerRedacted;
    event.reason = reason;
    const std::string details = fmt::format("{} taken out", count);
    event.details = details;
    Write(r, state, event);
  }
}

// Reports how many secrets were removed from a prompt, never which.
void ReportRedacted(ngx_http_request_t* r, RequestState& state) {
  events::Event event = EventOf(state);
  event.type = events::type::kPromptRedacted;
  event.reason = gate::Reason::kPromptSecret;
  const std::string details = fmt::format("{} taken out", state.exchange.taken_out);
  event.details = details;
  Write(r, state, event);
}

void CountSignals(RequestState& state) {
  constexpr auto kBit = [](prompt::Signal signal) { return uint32_t{1} << static_cast<unsigned>(signal); };
  constexpr uint32_t kTakenOut = kBit(prompt::Signal::kSecret) | kBit(prompt::Signal::kPersonal);
  for (const prompt::SignalInfo& info : prompt::AllSignals()) {
    const uint32_t bit = kBit(info.signal);
    if ((state.exchange.prompt_signals & bit) == 0) continue;
    const bool redacted = state.exchange.taken_out > 0 && (bit & kTakenOut) != 0;
    const auto fate = state.refused ? state::SignalFate::kRefused
                      : redacted    ? state::SignalFate::kRedacted
                                    : state::SignalFate::kReported;
    state.shield.counters().CountSignal(static_cast<size_t>(info.signal), fate);
  }
}

void ReportTimes(const ngx_http_request_t* r, RequestState& state) {
  state.shield.counters().Time(state::Timed::kRequest, base::ReadStopwatch() - state.started);
  if (r->upstream_states == nullptr) return;
  const auto* tries = static_cast<const ngx_http_upstream_state_t*>(r->upstream_states->elts);
  std::chrono::milliseconds upstream{0};
  for (ngx_uint_t i = 0; i < r->upstream_states->nelts; ++i) {
    if (tries[i].response_time != static_cast<ngx_msec_t>(-1))
      upstream += std::chrono::milliseconds{tries[i].response_time};
  }
  state.shield.counters().Time(state::Timed::kUpstream, upstream);
}

void Report(ngx_http_request_t* r, RequestState& state) {
  for (size_t i = 0; i < state.exchange.observed_count; ++i) {
    const gate::Exchange::Observed& observed = state.exchange.observed[i];
    ReportReason(r, state, observed.reason, true,
                 observed.rule == gate::Rule::kBody ? std::string_view(state.exchange.prompt_words) : "");
  }
  if (state.exchange.prompt_signals != 0) CountSignals(state);
  if (state.exchange.taken_out > 0) ReportRedacted(r, state);
  ReportAnswer(r, state);
  if (!state.dropped_headers.empty()) ReportDroppedHeaders(r, state);
  if (state.refused) {
    ReportReason(r, state, state.decision.reason, false, state.exchange.note);
  } else if (state.masking) {
    ReportMasked(r, state);
  } else if (state.cut_off != gate::Reason::kAllowed) {
    ReportCutOff(r, state, state.cut_off, false);
  } else {
    state.shield.Count(state.exchange.route, gate::Reason::kAllowed);
    if (state.shield.policy().access_sample > 0) ReportAccess(r, state);
  }
  if (!state.exchange.suspicious.empty()) ReportSuspicious(r, state);
  state.reported = true;
}

}  // namespace

void ReportCutOff(ngx_http_request_t* r, RequestState& state, gate::Reason reason, bool observed) {
  state.shield.Count(state.exchange.route, reason, observed);
  events::Event event = EventOf(state);
  event.time = base::ReadClocks().wall;
  event.type = events::type::kCutOff;
  event.reason = reason;
  event.observed = observed;
  const auto lasted = std::chrono::floor<std::chrono::seconds>(event.time - state.arrived.wall);
  const std::string details = fmt::format("after {} s", lasted.count());
  event.details = details;
  Write(r, state, event);
}

void ReportOwnAnswer(ngx_http_request_t* r, RequestState& state) {
  if (r->upstream == nullptr && (state.refused || state.masking) && !state.reported) Report(r, state);
}

ngx_int_t ReportHandler(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_OK}, [r]() -> ngx_int_t {
    RequestState* state = FindState(r);
    if (state == nullptr) return NGX_OK;
    if (!state->reported) Report(r, *state);
    if (state->timed) ReportTimes(r, *state);
    return NGX_OK;
  });
}

}  // namespace gatehouse::nginx

// PREACCESS: a request comes in, the pipeline decides, the answer is ours or the upstream's turn has come. Enforced in
// this phase and not in ACCESS, where another module's `satisfy any` could clear a refusal.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "gate/form_field.h"
#include "gate/identify/bearer.h"
#include "gate/identify/ticket.h"
#include "nginx/connections.h"
#include "nginx/handlers.h"
#include "nginx/module.h"
#include "nginx/raw_lines.h"

namespace gatehouse::nginx {
namespace {

using Step = RequestState::Step;

constexpr size_t kLikelyChunkedBytes = 1 << 20;
constexpr std::chrono::seconds kBodiesRetryAfter{1};

ngx_int_t Refuse(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision) {
  state.step = Step::kSettled;
  ngx_http_finalize_request(r, SendRefusal(r, state, decision));
  return NGX_DONE;
}

// gRPC ends with trailers, over HTTP/2, and neither goes on to a service. gRPC-Web is plain HTTP and passes.
bool IsGrpc(const gate::Exchange& exchange) {
  constexpr std::string_view kGrpc = "application/grpc";
  const std::string_view type = exchange.headers.content_type.value;
  if (!base::EqualIgnoringCase(type.substr(0, kGrpc.size()), kGrpc)) return false;
  return type.size() == kGrpc.size() || std::string_view("+; \t").contains(type[kGrpc.size()]);
}

ngx_int_t Pass(ngx_http_request_t* r, RequestState& state) {
  state.step = Step::kSettled;
  if (IsGrpc(state.exchange)) {
    ngx_http_finalize_request(r, SendGrpcRefusal(r, state));
    return NGX_DONE;
  }
  if (!state.exchange.route->body.buffered) r->request_body_no_buffering = 1;  // as proxy_request_buffering off
  if (!PrepareUpstreamRequest(r, state)) return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  return NGX_DECLINED;  // NGX_OK would skip the handlers that come after this one
}

// nginx has the body, or the part of it that it could get.
void BodyArrived(ngx_http_request_t* r) noexcept {
  RequestState* state = FindState(r);
  if (state != nullptr) state->step = Step::kBodyRead;
  r->preserve_body = 1;
  r->write_event_handler = ngx_http_core_run_phases;
  ngx_http_core_run_phases(r);
}

ngx_int_t ReadBody(ngx_http_request_t* r, RequestState& state) {
  state.step = Step::kReadingBody;
  const ngx_int_t rc = ngx_http_read_client_request_body(r, BodyArrived);
  if (rc >= NGX_HTTP_SPECIAL_RESPONSE) return rc;
  ngx_http_finalize_request(r, NGX_DONE);  // the reader holds a reference of its own
  return NGX_DONE;
}

// The route where the gate itself issues tickets for valid tokens.
ngx_int_t GiveTicket(ngx_http_request_t* r, RequestState& state) {
  const gate::TicketBox* tickets = state.shield.tickets();
  const auto token = gate::BearerToken(state.exchange.headers.authorization.value);
  if (tickets == nullptr || !token || state.exchange.principal == nullptr) {  // nobody: `identity` may only observe
    return Refuse(r, state, {.reason = gate::Reason::kTokenMissing});
  }
  const auto ticket = tickets->Seal(*token, state.arrived.wall);
  if (!ticket) return Refuse(r, state, {.reason = gate::Reason::kTicketTokenTooLarge});
  state.step = Step::kSettled;
  AddHeader(r, "Cache-Control", "no-store");
  ngx_http_finalize_request(
      r, SendText(r, NGX_HTTP_OK, "application/json",
                  fmt::format(R"({{"ticket":"{}","expires_in":{}}})", *ticket, gate::kTicketLife.count())));
  return NGX_DONE;
}

// Before the first byte: what is announced, or what a body of unknown length is likely to take.
bool TakeShare(ngx_http_request_t* r, RequestState& state) {
  const uint64_t likely = std::min(state.exchange.route->body.max_bytes, kLikelyChunkedBytes);
  const off_t announced = r->headers_in.content_length_n;
  return state.body_share.Take(state.shield.bodies(), announced < 0 ? likely : static_cast<uint64_t>(announced));
}

ngx_int_t RefuseForNow(ngx_http_request_t* r, RequestState& state) {
  return Refuse(r, state, {.reason = gate::Reason::kBodiesFull, .retry_after = kBodiesRetryAfter});
}

ngx_int_t ReadForm(ngx_http_request_t* r, RequestState& state) {
  const gate::FormKind kind = gate::FormKindOf(state.exchange.headers.content_type.value);
  std::string copy;
  const auto form = ViewBodyStart(r, gate::MaxFormBytes(kind), copy);
  if (!form) {
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0, "gatehouse: %s", form.error().Text().c_str());
    return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  }
  const auto decision = InspectForm(r, state, *form);
  return decision.allowed() ? Pass(r, state) : Refuse(r, state, decision);
}

ngx_int_t AdmitRequest(ngx_http_request_t* r, RequestState& state) {
  if (const auto doubt = DoubtfulLine(r)) {
    state.exchange.note = *doubt;
    return Refuse(r, state, {.reason = gate::Reason::kHeaderMalformed});
  }
  // HTTP/2 has room for more than nginx takes of an HTTP/1 request line.
  if (state.request.target.size() > gate::kMaxTargetBytes) return NGX_HTTP_REQUEST_URI_TOO_LARGE;
  const gate::Decision decision = Admit(r, state);
  if (!decision.allowed()) return Refuse(r, state, decision);
  if (state.exchange.cors.preflight) {
    state.step = Step::kSettled;
    ngx_http_finalize_request(r, SendNoContent(r));
    return NGX_DONE;
  }
  if (state.exchange.route->gives_tickets) return GiveTicket(r, state);
  TakePlace(state);
  // A chunked body does not say how long it will be: it is counted while it comes (request_body.cc).
  const bool too_large = r->headers_in.content_length_n > 0 &&
                         std::cmp_greater(r->headers_in.content_length_n, state.exchange.route->body.max_bytes);
  if (too_large) return Refuse(r, state, {.reason = gate::Reason::kBodyTooLarge});
  if (gate::WantsBody(state.exchange)) return TakeShare(r, state) ? ReadBody(r, state) : RefuseForNow(r, state);
  return gate::WantsForm(state.exchange) ? ReadBody(r, state) : Pass(r, state);
}

ngx_int_t InspectRequest(ngx_http_request_t* r, RequestState& state) {
  const off_t bytes = BodyBytes(r);
  if (bytes > static_cast<off_t>(state.exchange.route->body.max_bytes)) {
    return Refuse(r, state, {.reason = gate::Reason::kBodyTooLarge});
  }
  if (!gate::WantsBody(state.exchange)) return gate::WantsForm(state.exchange) ? ReadForm(r, state) : Pass(r, state);
  if (!state.body_share.Take(state.shield.bodies(), static_cast<uint64_t>(bytes))) return RefuseForNow(r, state);
  const auto body = ViewBody(r);
  if (!body) {
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0, "gatehouse: %s", body.error().Text().c_str());
    return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  }
  const auto decision = InspectBody(r, state, *body);
  return decision.allowed() ? Pass(r, state) : Refuse(r, state, decision);
}

}  // namespace

ngx_int_t AdmissionHandler(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_HTTP_INTERNAL_SERVER_ERROR}, [r]() -> ngx_int_t {
    Shield* shield = ShieldOf(r);
    if (shield == nullptr || r != r->main) return NGX_DECLINED;
    RequestState* state = StateOf(r, *shield);
    if (state == nullptr) return NGX_HTTP_INTERNAL_SERVER_ERROR;
    switch (state->step) {
      case Step::kNew:
        return AdmitRequest(r, *state);
      case Step::kReadingBody:
        return NGX_DONE;
      case Step::kBodyRead:
        return InspectRequest(r, *state);
      case Step::kSettled:
        return NGX_DECLINED;  // an internal redirect: what was decided stands
    }
    return NGX_HTTP_INTERNAL_SERVER_ERROR;
  });
}

}  // namespace gatehouse::nginx

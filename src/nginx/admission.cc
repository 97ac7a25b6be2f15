// PREACCESS: the pipeline decides about the request, and then the gate refuses it or prepares it for the upstream. Not
// in the ACCESS phase, because there another module's `satisfy any` could cancel a refusal.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "gate/form_field.h"
#include "gate/identify/ticket.h"
#include "nginx/connections.h"
#include "nginx/handlers.h"
#include "nginx/module.h"
#include "nginx/raw_lines.h"

namespace gatehouse::nginx {
namespace {

using Step = RequestState::Step;

ngx_int_t Refuse(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision) {
  state.step = Step::kSettled;
  ngx_http_finalize_request(r, SendRefusal(r, state, decision));
  return NGX_DONE;
}

ngx_int_t Pass(ngx_http_request_t* r, RequestState& state) {
  state.step = Step::kSettled;
  if (!state.exchange.route->body.buffered) r->request_body_no_buffering = 1;  // as proxy_request_buffering off
  if (!PrepareUpstreamRequest(r, state)) return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  return NGX_DECLINED;  // NGX_OK would skip the handlers that come after this one
}

// Called when nginx has the body, or as much of it as it could get: immediately, from within ReadBody, or later.
void BodyArrived(ngx_http_request_t* r) noexcept {
  RequestState* state = FindState(r);
  const bool at_once = state != nullptr && state->step == Step::kAskingForBody;
  if (state != nullptr) state->step = Step::kBodyRead;
  r->preserve_body = 1;
  r->write_event_handler = ngx_http_core_run_phases;
  if (at_once) return;
  ngx_http_core_run_phases(r);
}

// The route on which the gate itself issues tickets to clients with a valid token.
ngx_int_t SendTicket(ngx_http_request_t* r, RequestState& state) {
  if (state.exchange.ticket.empty()) return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  state.step = Step::kSettled;
  AddHeader(r, "Cache-Control", "no-store");
  ngx_http_finalize_request(r, SendText(r, NGX_HTTP_OK, "application/json",
                                        fmt::format(R"({{"ticket":"{}","expires_in":{}}})", state.exchange.ticket,
                                                    gate::kTicketLife.count())));
  return NGX_DONE;
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

ngx_int_t InspectRequest(ngx_http_request_t* r, RequestState& state) {
  const auto fits = TakeBody(state, static_cast<uint64_t>(BodyBytes(r)));
  if (!fits.allowed()) return Refuse(r, state, fits);
  if (!gate::WantsBody(state.exchange)) return gate::WantsForm(state.exchange) ? ReadForm(r, state) : Pass(r, state);
  const auto body = ViewBody(r);
  if (!body) {
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0, "gatehouse: %s", body.error().Text().c_str());
    return Refuse(r, state, {.reason = gate::Reason::kInternalError});
  }
  const auto decision = InspectBody(r, state, *body);
  if (decision.allowed() && !state.exchange.redacted_body.empty()) ReplaceBody(r, state.exchange.redacted_body);
  return decision.allowed() ? Pass(r, state) : Refuse(r, state, decision);
}

// A short body nearly always arrives with the header. Then it is inspected at once, and nginx's phases go on from here.
ngx_int_t ReadBody(ngx_http_request_t* r, RequestState& state) {
  state.step = Step::kAskingForBody;
  const ngx_int_t rc = ngx_http_read_client_request_body(r, BodyArrived);
  if (rc >= NGX_HTTP_SPECIAL_RESPONSE) return rc;
  if (state.step == Step::kBodyRead) {
    --r->main->count;  // the reader's reference; this call continues with the request's own
    return InspectRequest(r, state);
  }
  state.step = Step::kReadingBody;
  ngx_http_finalize_request(r, NGX_DONE);  // the reader has its own reference
  return NGX_DONE;
}

// All reasons to refuse are stages of the pipeline, so that observe mode applies to them. The exception is an error
// inside the gate (kInternalError), which refuses the request in every mode.
ngx_int_t AdmitRequest(ngx_http_request_t* r, RequestState& state) {
  state.exchange.line_doubt = DoubtfulLine(r, state.request.plain_names).value_or(std::string_view());
  if (r->headers_in.content_length_n >= 0) {
    state.exchange.body_bytes = static_cast<uint64_t>(r->headers_in.content_length_n);
  }
  const gate::Decision decision = Admit(r, state);
  if (!decision.allowed()) return Refuse(r, state, decision);
  if (state.exchange.cors.preflight) {
    state.step = Step::kSettled;
    ngx_http_finalize_request(r, SendNoContent(r));
    return NGX_DONE;
  }
  if (state.exchange.route->gives_tickets) return SendTicket(r, state);
  TakePlace(state);
  const bool read = gate::WantsBody(state.exchange) || gate::WantsForm(state.exchange);
  return read ? ReadBody(r, state) : Pass(r, state);
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
      case Step::kAskingForBody:
      case Step::kReadingBody:
        return NGX_DONE;
      case Step::kBodyRead:
        return InspectRequest(r, *state);
      case Step::kSettled:
        return NGX_DECLINED;  // an internal redirect: the decision was made before
    }
    return NGX_HTTP_INTERNAL_SERVER_ERROR;
  });
}

}  // namespace gatehouse::nginx

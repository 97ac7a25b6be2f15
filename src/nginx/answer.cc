#include <optional>
#include <string>

#include "gate/respond/login_redirect.h"
#include "gate/respond/refusal.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

ngx_int_t SendWithoutBody(ngx_http_request_t* r, ngx_uint_t status, off_t content_length) {
  const ngx_int_t rc = ngx_http_discard_request_body(r);
  if (rc != NGX_OK) return rc;
  r->headers_out.status = status;
  r->headers_out.content_length_n = content_length;
  r->header_only = 1;
  return ngx_http_send_header(r);
}

// The login page's URL, if the client is a browser that only lacks a session.
std::optional<std::string> LoginLocation(const RequestState& state, const gate::Decision& decision) {
  if (state.exchange.route == nullptr) return std::nullopt;
  const gate::Auth auth = state.exchange.route->auth;
  const bool takes_sessions = auth == gate::Auth::kSession || auth == gate::Auth::kEither;
  return gate::LoginRedirect(decision, state.request, takes_sessions, state.exchange.client.asked.prefix);
}

// Sends a refusal of the gate with `status`; it differs from the refusal's if the asking proxy does not know that.
ngx_int_t SendProblem(ngx_http_request_t* r, const gate::Refusal& refusal, ngx_uint_t status) {
  // If a request is malformed, its end is uncertain: read nothing more from this connection.
  if (status == NGX_HTTP_BAD_REQUEST) r->keepalive = 0;
  std::string_view content_type = "application/problem+json";
  for (const auto& header : refusal.headers) {
    if (header.name == "Content-Type") {
      content_type = header.value;
    } else {
      AddHeaderCopy(r, header.name, header.value);
    }
  }
  return SendText(r, status, content_type, refusal.body);
}

ngx_int_t SendGrpcProblem(ngx_http_request_t* r, const gate::Decision& decision) {
  r->headers_out.content_type = Unowned("application/grpc");
  r->headers_out.content_type_len = r->headers_out.content_type.len;
  AddHeader(r, "grpc-status", "12");  // UNIMPLEMENTED
  AddHeader(r, "grpc-message", gate::Describe(decision.reason).sentence);
  return SendWithoutBody(r, NGX_HTTP_OK, 0);
}

}  // namespace

void AddHeaderValue(ngx_http_request_t* r, std::string_view name, std::string_view value) {
  const ngx_str_t copy = CopyToPool(r->pool, value);
  if (copy.data == nullptr) throw std::bad_alloc();
  AddHeader(r, name, View(copy));
}

void AddHeaderCopy(ngx_http_request_t* r, std::string_view name, std::string_view value) {
  const ngx_str_t copy = CopyToPool(r->pool, name);
  if (copy.data == nullptr) throw std::bad_alloc();
  AddHeaderValue(r, View(copy), value);
}

ngx_int_t SendText(ngx_http_request_t* r, ngx_uint_t status, std::string_view content_type, std::string_view body) {
  ngx_str_t type = CopyToPool(r->pool, content_type);
  ngx_http_complex_value_t text{};
  text.value = CopyToPool(r->pool, body);
  if (type.data == nullptr || text.value.data == nullptr) return NGX_HTTP_INTERNAL_SERVER_ERROR;
  return ngx_http_send_response(r, status, &type, &text);
}

ngx_int_t SendNoContent(ngx_http_request_t* r) { return SendWithoutBody(r, NGX_HTTP_NO_CONTENT, -1); }

ngx_int_t SendRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision) {
  state.decision = decision;
  state.refused = true;
  if (decision.reason == gate::Reason::kGrpcUnsupported) return SendGrpcProblem(r, decision);
  if (const auto location = LoginLocation(state, decision)) {
    AddHeaderValue(r, "Location", *location);
    AddHeader(r, "Cache-Control", "no-store");
    return SendWithoutBody(r, NGX_HTTP_SEE_OTHER, 0);
  }
  const gate::Refusal refusal = gate::MakeRefusal(decision, state.trace.trace_id());
  return SendProblem(r, refusal, refusal.status);
}

ngx_int_t SendAuthRequestRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision) {
  state.decision = decision;
  state.refused = true;
  const gate::Refusal refusal = gate::MakeRefusal(decision, state.trace.trace_id());
  AddHeaderCopy(r, "X-Gatehouse-Status", std::to_string(refusal.status));
  AddHeaderCopy(r, "X-Gatehouse-Problem", refusal.body);  // one line of JSON
  if (const auto location = LoginLocation(state, decision)) AddHeaderValue(r, "X-Gatehouse-Location", *location);
  const bool unauthenticated = refusal.status == NGX_HTTP_UNAUTHORIZED;
  return SendProblem(r, refusal, unauthenticated ? NGX_HTTP_UNAUTHORIZED : NGX_HTTP_FORBIDDEN);
}

}  // namespace gatehouse::nginx

// Response filter: adds security headers to every response, CORS and rate headers, and unifies error responses.
// Responses of 500 and above, and refusals of nginx itself, become problem+json; the upstream's original text goes
// to the log. No response is held back: server-sent events are sent as they arrive.
#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "gate/cors_headers.h"
#include "gate/identify/protocol_token.h"
#include "gate/identify/session.h"
#include "gate/respond/caching.h"
#include "gate/respond/rate_headers.h"
#include "gate/respond/refusal.h"
#include "gate/respond/stream_type.h"
#include "nginx/answer_filter.h"
#include "nginx/handlers.h"
#include "nginx/module.h"
#include "nginx/service_headers.h"

namespace gatehouse::nginx {
namespace {

constexpr ngx_uint_t kRequestHeadersTooLarge = 431;  // RFC 6585 §5; nginx has no name for it

ngx_http_output_header_filter_pt next_header_filter;
ngx_http_output_body_filter_pt next_body_filter;

bool HasHeader(const ngx_http_request_t* r, std::string_view name) {
  for (const ngx_list_part_t* part = &r->headers_out.headers.part; part != nullptr; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (headers[i].hash != 0 && Named(headers[i], name)) return true;
    }
  }
  return false;
}

// Removes every response header for which `drop` returns true.
template <typename Predicate>
void DropHeaders(ngx_http_request_t* r, Predicate drop) {
  for (ngx_list_part_t* part = &r->headers_out.headers.part; part != nullptr; part = part->next) {
    auto* headers = static_cast<ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (headers[i].hash != 0 && drop(headers[i])) headers[i].hash = 0;
    }
  }
}

// Names of headers that only the gate sets, in lower case, as in the lists below; an entry that ends in '-' is a
// prefix.
constexpr std::array<std::string_view, 2> kOwnNames = {"x-gatehouse-", "x-request-id"};
// These too, if the gate itself counted the request; otherwise they tell the service's own limits.
constexpr std::array<std::string_view, 2> kRateNames = {"ratelimit", "ratelimit-"};
// What stays of a failure, whose other headers may reveal as much as its body: when to come again, and which pages may
// read the response. Without that a browser tells a page of a service with CORS of its own that there was no response.
constexpr std::array<std::string_view, 2> kKeptOfFailures = {"retry-after", "access-control-"};

bool StartsWith(const ngx_table_elt_t& header, std::string_view lower) {
  return header.key.len >= lower.size() && (header.key.data[0] | 0x20) == lower[0] &&
         ngx_strncasecmp(header.key.data, reinterpret_cast<u_char*>(const_cast<char*>(lower.data())), lower.size()) ==
             0;
}

bool IsOneOf(const ngx_table_elt_t& header, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view name) {
    return StartsWith(header, name) && (name.ends_with('-') || header.key.len == name.size());
  });
}

// Headers that a service must not set: they are replaced or removed. service_headers.cc decides about security
// headers.
bool SpeaksForTheGate(const ngx_table_elt_t& header, const RequestState& state, const GateHeaders& own_headers) {
  const gate::Policy& policy = state.shield.policy();
  if (IsOneOf(header, kOwnNames)) return true;
  if (state.exchange.rate && IsOneOf(header, kRateNames)) return true;
  if (policy.cors.enabled() && StartsWith(header, "access-control-")) return true;
  for (size_t i = 0; i < policy.security_headers.size(); ++i) {
    if (Named(header, policy.security_headers[i].name)) return !own_headers.ServiceSpeaks(i);
  }
  return false;
}

// Responses of the control daemon belong to the gate: only the daemon sets the session cookie.
void DropWhatIsNotTheServices(ngx_http_request_t* r, const RequestState& state, const GateHeaders& own_headers) {
  const bool control = GoesToControl(state);
  DropHeaders(r, [&](const ngx_table_elt_t& header) {
    if (SpeaksForTheGate(header, state, own_headers)) return true;
    return !control && Named(header, "Set-Cookie") && gate::SetsSessionCookie(View(header.value));
  });
}

// Nearly every response gets all of them, in one copy.
void AddSecurityHeaders(ngx_http_request_t* r, const Shield& shield, const GateHeaders& own_headers) {
  const auto all = shield.security_headers();
  if (own_headers.GateSpeaksAll()) return PushHeaders(r->headers_out.headers, all);
  for (size_t i = 0; i < all.size(); ++i) {
    if (own_headers.GateSpeaks(i)) PushHeaders(r->headers_out.headers, all.subspan(i, 1));
  }
}

void AddCorsHeaders(ngx_http_request_t* r, const RequestState& state) {
  const auto& rules = state.shield.policy().cors;
  if (state.exchange.cors.allow_origin.empty()) {  // nearly always: nothing to render
    if (gate::VariesByOrigin(rules)) AddHeader(r, "Vary", "Origin");
    return;
  }
  for (const auto& header : gate::CorsHeaders(rules, state.exchange.cors)) AddHeaderCopy(r, header.name, header.value);
}

// A response to a session is only for that person: shared caches must not store it.
void KeepToTheSession(ngx_http_request_t* r, const RequestState& state) {
  if (!state.exchange.session || r->upstream == nullptr) return;
  std::string cache_control;
  bool varies = false;
  DropHeaders(r, [&](const ngx_table_elt_t& header) {
    if (Named(header, "Vary")) varies = varies || gate::VariesBy(View(header.value), "cookie");
    if (!Named(header, "Cache-Control")) return false;
    if (!cache_control.empty()) cache_control += ", ";
    cache_control += View(header.value);
    return true;
  });
  AddHeaderValue(r, "Cache-Control", gate::PrivateCacheControl(cache_control));
  if (!varies) AddHeader(r, "Vary", "Cookie");
}

void AddRateHeaders(ngx_http_request_t* r, const RequestState& state) {
  if (!state.exchange.rate) return;
  const gate::RateReport& rate = *state.exchange.rate;
  const size_t room = gate::RateLimitBytes(rate);
  auto* value = static_cast<char*>(ngx_pnalloc(r->pool, room));
  if (value == nullptr) throw std::bad_alloc();
  AddHeader(r, "RateLimit-Policy", rate.policy);  // text of the policy, which outlives the request
  AddHeader(r, "RateLimit", gate::WriteRateLimit(rate, {value, room}));
}

// nginx treats an upstream's response that is not HTTP as HTTP/0.9, and would forward it unchanged, without
// headers.
bool IsNoHttp(const ngx_http_request_t* r, const RequestState& state) {
  return r->upstream != nullptr && r->http_version < NGX_HTTP_VERSION_10 && state.http_version >= NGX_HTTP_VERSION_10;
}

// True for responses that must be replaced: nginx's own error page, or an upstream's 5xx. Not for the control
// daemon's 503 with Retry-After, which is for OAuth clients and people.
bool MustMask(const ngx_http_request_t* r, const RequestState& state) {
  if (state.refused || r != r->main) return false;
  if (IsNoHttp(r, state)) return true;
  if (r->err_status >= NGX_HTTP_BAD_REQUEST && !r->error_page) return true;  // with error_page, the page is configured
  if (!state.shield.policy().mask_errors || r->headers_out.status < NGX_HTTP_INTERNAL_SERVER_ERROR) return false;
  return !(r->upstream != nullptr && r->headers_out.status == NGX_HTTP_SERVICE_UNAVAILABLE &&
           HasHeader(r, "Retry-After") && GoesToControl(state));
}

// A body with a transfer coding that nginx does not know, such as "gzip, chunked".
bool IsUnknownCoding(const ngx_http_request_t* r, uint16_t status) {
  return status == NGX_HTTP_NOT_IMPLEMENTED && r->upstream == nullptr;
}

// The headers did not fit into nginx's buffers. nginx changes its own 494 to 400 before any
// filter sees it; the only sign is that it wants to close later and did not read all headers.
bool HeadersWereTooLarge(const ngx_http_request_t* r) {
  return r->err_status == NGX_HTTP_BAD_REQUEST && r->lingering_close && r->headers_in.content_length_n < 0 &&
         !r->headers_in.chunked;
}

// Plain HTTP on a port with TLS, which nginx does not serve. It changes its own 497 to 400 before any filter sees it.
bool IsPlainOnTlsPort(const ngx_http_request_t* r) {
  return r->err_status == NGX_HTTP_BAD_REQUEST && r->http_connection->ssl && r->connection->ssl == nullptr;
}

// nginx refuses the client's certificate before the pipeline runs. It changes its own 495 to 400, too.
bool IsForItsCertificate(ngx_http_request_t* r, const RequestState& state) {
  return r->err_status == NGX_HTTP_BAD_REQUEST && state.step == RequestState::Step::kNew &&
         !CertificateFault(r).empty();
}

// The gate's reason for a refusal of nginx, or a failure of the upstream.
gate::Reason ReasonBehind(const ngx_http_request_t* r, uint16_t status) {
  if (IsUnknownCoding(r, status)) return gate::Reason::kProxyRefused;
  if (status >= NGX_HTTP_INTERNAL_SERVER_ERROR) return gate::Reason::kUpstreamError;
  if (status == NGX_HTTP_REQUEST_ENTITY_TOO_LARGE) return gate::Reason::kBodyTooLarge;
  return gate::Reason::kProxyRefused;
}

// The replacement response. If nginx refused for a reason that the gate knows, the gate's text is used.
gate::Refusal MaskFor(const ngx_http_request_t* r, const RequestState& state) {
  constexpr std::array kKnown = {gate::Reason::kBodyTooLarge, gate::Reason::kHttpsRequired,
                                 gate::Reason::kCertificateRefused};
  if (std::ranges::find(kKnown, state.masked_reason) != kKnown.end()) {
    return gate::MakeRefusal({.reason = state.masked_reason}, state.trace.trace_id());
  }
  std::string_view detail;
  if (IsPlainOnTlsPort(r)) detail = "This port accepts only HTTPS";
  if (state.masked_reason == gate::Reason::kProxyRefused && state.masked_status == NGX_HTTP_NOT_IMPLEMENTED) {
    detail = "The only Transfer-Encoding that is taken is chunked";
  }
  return gate::MakeErrorAnswer(state.masked_status, state.trace.trace_id(), detail);
}

// Returns whether the route changes this response.
bool IsWorkedOn(const ngx_http_request_t* r, const RequestState& state) {
  const gate::Route* route = state.exchange.route;
  return route != nullptr && route->answers.has_value() && r->upstream != nullptr && !state.refused && !state.masking;
}

void Mask(ngx_http_request_t* r, RequestState& state, gate::Reason why = gate::Reason::kAllowed) {
  r->headers_out.status_line.len = 0;  // a service may have written there what went wrong
  if (IsNoHttp(r, state)) {
    r->http_version = state.http_version;
    r->headers_out.status = NGX_HTTP_BAD_GATEWAY;
  }
  if (HeadersWereTooLarge(r)) {
    r->err_status = kRequestHeadersTooLarge;
    r->headers_out.status = kRequestHeadersTooLarge;
    r->headers_out.status_line = ngx_string("431 Request Header Fields Too Large");
  }
  if (IsPlainOnTlsPort(r) && state.shield.policy().environment == gate::Environment::kProduction) {
    why = gate::Reason::kHttpsRequired;
    r->err_status = gate::Describe(why).status;
  }
  if (IsForItsCertificate(r, state)) why = gate::Reason::kCertificateRefused;
  if (why != gate::Reason::kAllowed) r->headers_out.status = gate::Describe(why).status;
  const auto status = static_cast<uint16_t>(r->err_status != 0 ? r->err_status : r->headers_out.status);
  state.masking = true;
  state.masked_status = status;
  state.masked_reason = why != gate::Reason::kAllowed ? why : ReasonBehind(r, status);
  gate::Refusal answer = MaskFor(r, state);
  state.mask_body = std::move(answer.body);
  DropHeaders(r, [](const ngx_table_elt_t& header) { return !IsOneOf(header, kKeptOfFailures); });
  ngx_http_clear_content_length(r);
  ngx_http_clear_accept_ranges(r);
  ngx_http_clear_last_modified(r);
  ngx_http_clear_etag(r);
  r->headers_out.content_encoding = nullptr;
  r->headers_out.location = nullptr;
  r->headers_out.server = nullptr;
  r->headers_out.date = nullptr;
  r->headers_out.content_length_n = static_cast<off_t>(state.mask_body.size());
  for (const auto& header : answer.headers) {
    if (header.name == "Content-Type") {
      r->headers_out.content_type = CopyToPool(r->pool, header.value);
      r->headers_out.content_type_len = r->headers_out.content_type.len;
      r->headers_out.content_type_lowcase = nullptr;
      r->headers_out.charset.len = 0;
    } else {
      AddHeaderCopy(r, header.name, header.value);
    }
  }
}

// A browser that offered protocols accepts only a connection with one of them (RFC 6455 §4.1). If "bearer" was the only
// one, or the service named none, the gate names it: the service never saw "bearer".
void NameProtocol(ngx_http_request_t* r, const RequestState& state) {
  if (state.exchange.token_place != gate::Exchange::TokenPlace::kProtocol) return;
  if (r->headers_out.status != NGX_HTTP_SWITCHING_PROTOCOLS) return;
  bool named = false;
  DropHeaders(r, [&](const ngx_table_elt_t& header) {
    named = named || Named(header, gate::kProtocolHeader);
    return false;
  });
  if (!named) AddHeader(r, gate::kProtocolHeader, gate::kBearerProtocol);
}

bool IsStream(const ngx_http_request_t* r) {
  return r->upstream != nullptr && gate::IsStreamType(View(r->headers_out.content_type));
}

ngx_int_t HeaderFilter(ngx_http_request_t* r) noexcept {
  const ngx_int_t rc = Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [r]() -> ngx_int_t {
    Shield* shield = ShieldOf(r);
    if (shield == nullptr && FindState(r) == nullptr) return NGX_OK;
    RequestState* state = shield != nullptr ? StateOf(r, *shield) : FindState(r);
    if (state == nullptr) return NGX_ERROR;
    if (r != r->main) return NGX_OK;
    if (MustMask(r, *state)) Mask(r, *state);
    if (IsWorkedOn(r, *state) && !BeginAnswerWork(r, *state)) Mask(r, *state, gate::Reason::kAnswerEncoded);
    const GateHeaders own_headers = WhoSpeaks(r, *state);
    if (r->upstream != nullptr) DropWhatIsNotTheServices(r, *state, own_headers);
    KeepToTheSession(r, *state);
    AddSecurityHeaders(r, state->shield, own_headers);
    AddCorsHeaders(r, *state);
    AddRateHeaders(r, *state);
    AddHeader(r, "X-Request-ID", state->trace.request_id());
    NameProtocol(r, *state);
    const bool stream = IsStream(r);
    if (MustFlow(r, *state, stream)) r->upstream->buffering = 0;
    ListAnswer(r, *state, stream);
    WaitForRest(r, *state);
    if (state->shield.Draining()) r->keepalive = 0;
    if (LateBody::IsAwaited(r)) state->late_body.emplace(r);
    ReportOwnAnswer(r, *state);
    return NGX_OK;
  });
  return rc == NGX_OK ? next_header_filter(r) : rc;
}

// Marks the buffers in `chain` as sent, and keeps their beginning for the log.
void Swallow(ngx_chain_t* chain, RequestState& state) {
  for (; chain != nullptr; chain = chain->next) {
    ngx_buf_t* buffer = chain->buf;
    if (ngx_buf_in_memory(buffer)) {
      const size_t room = RequestState::kMaxUpstreamWords - state.upstream_words.size();
      const auto here = static_cast<size_t>(buffer->last - buffer->pos);
      state.upstream_words.append(reinterpret_cast<const char*>(buffer->pos), std::min(room, here));
    }
    buffer->pos = buffer->last;
    buffer->file_pos = buffer->file_last;
  }
}

ngx_int_t SendMask(ngx_http_request_t* r, RequestState& state) {
  state.mask_sent = true;
  auto* buffer = static_cast<ngx_buf_t*>(ngx_calloc_buf(r->pool));
  ngx_chain_t* link = ngx_alloc_chain_link(r->pool);
  if (buffer == nullptr || link == nullptr) return NGX_ERROR;
  buffer->pos = reinterpret_cast<u_char*>(state.mask_body.data());
  buffer->last = buffer->pos + state.mask_body.size();
  buffer->memory = 1;
  buffer->last_buf = 1;
  buffer->last_in_chain = 1;
  *link = {buffer, nullptr};
  return next_body_filter(r, link);
}

ngx_int_t BodyFilter(ngx_http_request_t* r, ngx_chain_t* in) noexcept {
  RequestState* state = r == r->main ? FindState(r) : nullptr;
  if (state == nullptr) return next_body_filter(r, in);
  if (state->answer_work != nullptr) {
    return Guarded(r->connection->log, ngx_int_t{NGX_ERROR},
                   [&] { return WorkOnAnswer(r, *state, in, next_body_filter); });
  }
  if (!state->masking || in == nullptr) return next_body_filter(r, in);
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [&]() -> ngx_int_t {
    Swallow(in, *state);
    return state->mask_sent ? NGX_OK : SendMask(r, *state);
  });
}

}  // namespace

void InstallResponseFilters() noexcept {
  next_header_filter = ngx_http_top_header_filter;
  ngx_http_top_header_filter = HeaderFilter;
  next_body_filter = ngx_http_top_body_filter;
  ngx_http_top_body_filter = BodyFilter;
}

}  // namespace gatehouse::nginx

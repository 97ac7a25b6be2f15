// A service may send interim responses before the final one (RFC 9110 §15.2): 100 Continue, 102 Processing, 103 Early
// Hints. nginx 1.22 treats the first of them as final and loses the real one. Here nginx's own parser reads them, and
// the result is dropped; the client does not get them. 101 is final if the client requested a
// WebSocket, otherwise an error. Tests: tests/field/test_interim_answers.py.
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// Enough for a service that sends "102 Processing" twice per second for more than an hour.
constexpr unsigned kMostInterim = 10'000;

// Like nginx's ngx_http_upstream_reinit before the next try, but keeps the request and the bytes that were read.
ngx_int_t Forget(ngx_http_request_t* r, RequestState& state) {
  ngx_http_upstream_t* u = r->upstream;
  u->keepalive = 0;
  u->upgrade = 0;
  u->error = 0;
  if (u->state != nullptr) u->state->status = 0;
  ngx_memzero(&u->headers_in, sizeof(u->headers_in));
  u->headers_in.content_length_n = -1;
  u->headers_in.last_modified_time = -1;
  constexpr ngx_uint_t kHeaders = 8;
  constexpr ngx_uint_t kTrailers = 2;
  if (ngx_list_init(&u->headers_in.headers, r->pool, kHeaders, sizeof(ngx_table_elt_t)) != NGX_OK) return NGX_ERROR;
  if (ngx_list_init(&u->headers_in.trailers, r->pool, kTrailers, sizeof(ngx_table_elt_t)) != NGX_OK) return NGX_ERROR;
  // The limit of headers applies to each response.
  const auto rest = static_cast<size_t>(u->buffer.last - u->buffer.pos);
  ngx_memmove(u->buffer.start, u->buffer.pos, rest);
  u->buffer.pos = u->buffer.start;
  u->buffer.last = u->buffer.start + rest;
  return state.interim.reinit(r);
}

ngx_int_t ProcessHeader(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = FindState(r);
    ngx_http_upstream_t* u = r->upstream;
    if (state == nullptr) return NGX_ERROR;
    for (;;) {
      const auto buffering = u->buffering;
      u->process_header = state->interim.process_header;
      const ngx_int_t rc = u->process_header(r);
      state->interim.process_header = u->process_header;
      u->process_header = ProcessHeader;
      const ngx_uint_t status = u->headers_in.status_n;
      if (rc != NGX_OK || status < NGX_HTTP_CONTINUE || status >= NGX_HTTP_OK) return rc;
      if (status == NGX_HTTP_SWITCHING_PROTOCOLS) {
        if (IsWebSocket(*state)) return rc;
        ngx_log_error(NGX_LOG_ERR, r->connection->log, 0,
                      "gatehouse: the service switched protocols without being asked");
        return NGX_HTTP_UPSTREAM_INVALID_HEADER;
      }
      if (++state->interim.count > kMostInterim) {
        ngx_log_error(NGX_LOG_ERR, r->connection->log, 0, "gatehouse: more than %ui interim answers and no answer",
                      ngx_uint_t{kMostInterim});
        return NGX_HTTP_UPSTREAM_INVALID_HEADER;
      }
      u->buffering = buffering;
      if (Forget(r, *state) != NGX_OK) return NGX_ERROR;
      state->interim.process_header = u->process_header;
      u->process_header = ProcessHeader;
      if (u->buffer.pos == u->buffer.last) return NGX_AGAIN;
    }
  });
}

// Called when nginx tries another server, or the same one again.
ngx_int_t Reinit(ngx_http_request_t* r) noexcept {
  RequestState* state = FindState(r);
  if (state == nullptr) return NGX_ERROR;
  const ngx_int_t rc = state->interim.reinit(r);
  state->interim.process_header = r->upstream->process_header;
  r->upstream->process_header = ProcessHeader;
  return rc;
}

}  // namespace

void SkipInterimAnswers(ngx_http_request_t* r, RequestState& state) noexcept {
  if (r != r->main) return;  // a subrequest has no state of its own
  ngx_http_upstream_t* u = r->upstream;
  state.interim = {.process_header = u->process_header, .reinit = u->reinit_request};
  u->process_header = ProcessHeader;
  u->reinit_request = Reinit;
}

}  // namespace gatehouse::nginx

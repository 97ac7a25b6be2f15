// Counts the bytes of a body as they arrive, chunked or not, over HTTP/1.1 or HTTP/2: nginx's own limit applies to
// the whole server and is off, the policy's to the route. Tests: tests/test_streaming.py, tests/test_cors.py and
// tests/field/test_streams.py.
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

ngx_http_request_body_filter_pt next_filter;

size_t BytesIn(const ngx_chain_t* chain) {
  size_t bytes = 0;
  for (; chain != nullptr; chain = chain->next) bytes += static_cast<size_t>(ngx_buf_size(chain->buf));
  return bytes;
}

ngx_int_t FilterBody(ngx_http_request_t* r, ngx_chain_t* in) noexcept {
  RequestState* state = r == r->main ? FindState(r) : nullptr;
  if (state == nullptr || state->exchange.route == nullptr || state->refused) return next_filter(r, in);
  state->body_bytes += BytesIn(in);
  if (state->body_bytes <= state->exchange.route->body.max_bytes) return next_filter(r, in);
  if (CountBody(*state, state->body_bytes).allowed()) return next_filter(r, in);  // the policy only observes it
  r->lingering_close = 1;
  return NGX_HTTP_REQUEST_ENTITY_TOO_LARGE;
}

}  // namespace

void InstallRequestBodyFilter() noexcept {
  next_filter = ngx_http_top_request_body_filter;
  ngx_http_top_request_body_filter = FilterBody;
}

}  // namespace gatehouse::nginx

// `gatehouse_health`: the gate's own health, for balancers and Kubernetes: for any client, over plain HTTP, with or
// without Host. Reports whether a worker answers (live), and whether the gate has keys to accept requests (ready). It
// reveals no secret, and uses only the request's method and path.
#include "nginx/handlers.h"
#include "nginx/module.h"

namespace gatehouse::nginx {

ngx_int_t HealthHandler(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_HTTP_INTERNAL_SERVER_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = OwnState(r);
    if (state == nullptr) return NGX_HTTP_INTERNAL_SERVER_ERROR;
    if ((r->method & (NGX_HTTP_GET | NGX_HTTP_HEAD)) == 0) {
      return SendRefusal(r, *state, {.reason = gate::Reason::kMethodNotAllowed, .where = "GET, HEAD"});
    }
    const bool live_is_enough = View(r->uri).ends_with("/live");
    if (!live_is_enough && !state->shield.Ready()) return SendRefusal(r, *state, {.reason = gate::Reason::kNotReady});
    AddHeader(r, "Cache-Control", "no-store");
    return SendText(r, NGX_HTTP_OK, "application/json", R"({"status":"ok"})");
  });
}

}  // namespace gatehouse::nginx

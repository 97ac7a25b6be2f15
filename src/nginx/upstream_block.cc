// An upstream block whose servers the module chooses per request; the configuration names none.
#include "nginx/handlers.h"

namespace gatehouse::nginx {

char* TakeUpstreamBlock(ngx_conf_t* cf, ngx_http_upstream_init_pt init) noexcept {
  auto* upstream =
      static_cast<ngx_http_upstream_srv_conf_t*>(ngx_http_conf_get_module_srv_conf(cf, ngx_http_upstream_module));
  // As with nginx's own methods: `keepalive` wraps the method that is set before it.
  if (upstream->peer.init_upstream != nullptr) return const_cast<char*>("must stand before \"keepalive\" and alone");
  // nginx requires a server in every block. This one has no address and is never used.
  auto* server = static_cast<ngx_http_upstream_server_t*>(ngx_array_push(upstream->servers));
  if (server == nullptr) return static_cast<char*>(NGX_CONF_ERROR);
  ngx_memzero(server, sizeof(ngx_http_upstream_server_t));
  upstream->flags = NGX_HTTP_UPSTREAM_CREATE;
  upstream->peer.init_upstream = init;
  return NGX_CONF_OK;
}

ngx_int_t SetNoTlsSession(ngx_peer_connection_t*, void*) noexcept { return NGX_OK; }
void SaveNoTlsSession(ngx_peer_connection_t*, void*) noexcept {}

}  // namespace gatehouse::nginx

// Where a message goes whose target stands in the directory of droplets and not in the policy (row B6): the address is
// the request's own, so that a droplet is reached under its new URL from the next request on, without a reload. nginx's
// `keepalive` works on top, since it looks for idle connections by address. Shown by tests/test_directory.py.
#include "base/ip.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// The one peer that a request has.
struct Peer {
  sockaddr_storage address;
  socklen_t size;  // 0: none, and no message gets through
  ngx_str_t name;  // for nginx's error log
};

socklen_t Write(const base::IpAddress& address, uint16_t port, sockaddr_storage& to) {
  if (address.IsV4()) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&to);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    ngx_memcpy(&v4->sin_addr, address.bytes().data() + 12, 4);  // the end of its IPv4-mapped form
    return sizeof(sockaddr_in);
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&to);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  ngx_memcpy(&v6->sin6_addr, address.bytes().data(), address.bytes().size());
  return sizeof(sockaddr_in6);
}

ngx_int_t GetPeer(ngx_peer_connection_t* connection, void* data) noexcept {
  auto* peer = static_cast<Peer*>(data);
  connection->cached = 0;
  connection->connection = nullptr;
  connection->name = &peer->name;
  if (peer->size == 0) return NGX_BUSY;  // "no live upstreams": 502
  connection->sockaddr = reinterpret_cast<sockaddr*>(&peer->address);
  connection->socklen = peer->size;
  return NGX_OK;
}

// There is no second one to try.
void FreePeer(ngx_peer_connection_t* connection, void*, ngx_uint_t) noexcept {
  if (connection->tries > 0) --connection->tries;
}

// No TLS session is kept: the next request may be for another droplet.
ngx_int_t SetNoSession(ngx_peer_connection_t*, void*) noexcept { return NGX_OK; }
void SaveNoSession(ngx_peer_connection_t*, void*) noexcept {}

// The daemon leaves out what it must not name. Asked once more here, where it counts: the file may be older than the
// policy, or of somebody else's making.
std::string_view Refusal(const gate::Policy& policy, const gate::DirectoryEntry& droplet) {
  if (!droplet.address || !policy.control || !policy.control->registry) return {};
  return policy.control->registry->networks.Refusal(*droplet.address);
}

ngx_int_t InitPeer(ngx_http_request_t* r, ngx_http_upstream_srv_conf_t*) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [r]() -> ngx_int_t {
    const RequestState* state = FindState(r);
    const gate::DirectoryEntry* droplet = state == nullptr ? nullptr : state->droplet.get();
    auto* peer = static_cast<Peer*>(ngx_pcalloc(r->pool, sizeof(Peer)));
    if (peer == nullptr) return NGX_ERROR;
    std::string name = "no droplet";
    if (droplet != nullptr) {
      name = "droplet " + std::to_string(droplet->id);
      const std::string_view refused = Refusal(state->shield.policy(), *droplet);
      if (!refused.empty()) {
        name += ", which is at " + std::string(refused) + " that control.registry.networks does not list";
      } else if (droplet->address) {
        peer->size = Write(*droplet->address, droplet->port, peer->address);
        name += " at " + droplet->address->Text() + " port " + std::to_string(droplet->port);
      } else {
        name += ", whose host has no address yet";
      }
    }
    peer->name = CopyToPool(r->pool, name);
    if (peer->name.data == nullptr) return NGX_ERROR;
    ngx_peer_connection_t& connection = r->upstream->peer;
    connection.data = peer;
    connection.get = GetPeer;
    connection.free = FreePeer;
    connection.tries = 1;
#if (NGX_HTTP_SSL)
    connection.set_session = SetNoSession;
    connection.save_session = SaveNoSession;
#endif
    return NGX_OK;
  });
}

ngx_int_t InitUpstream(ngx_conf_t*, ngx_http_upstream_srv_conf_t* upstream) noexcept {
  upstream->peer.init = InitPeer;
  return NGX_OK;
}

}  // namespace

char* SetDropletUpstream(ngx_conf_t* cf, ngx_command_t*, void*) noexcept {
  auto* upstream =
      static_cast<ngx_http_upstream_srv_conf_t*>(ngx_http_conf_get_module_srv_conf(cf, ngx_http_upstream_module));
  // As with nginx's own methods: `keepalive` wraps whatever it finds.
  if (upstream->peer.init_upstream != nullptr) return const_cast<char*>("must stand before \"keepalive\" and alone");
  // nginx wants a server in every block. This one has no address and is never asked for one.
  auto* server = static_cast<ngx_http_upstream_server_t*>(ngx_array_push(upstream->servers));
  if (server == nullptr) return static_cast<char*>(NGX_CONF_ERROR);
  ngx_memzero(server, sizeof(ngx_http_upstream_server_t));
  upstream->flags = NGX_HTTP_UPSTREAM_CREATE;
  upstream->peer.init_upstream = InitUpstream;
  return NGX_CONF_OK;
}

}  // namespace gatehouse::nginx

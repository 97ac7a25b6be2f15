// Upstream for messages whose target is in the directory of droplets, not in the policy (row B6): each request has its
// own address, so that a droplet's new URL is used from the next request on, without a reload. nginx's
// `keepalive` still works, because it finds idle connections by address. Tests: tests/test_directory.py.
#include "base/ip.h"
#include "nginx/handlers.h"
#include "nginx/socket_address.h"

namespace gatehouse::nginx {
namespace {

// The only peer of a request.
struct DropletPeer {
  SocketAddress address;  // empty: the message is not delivered
  ngx_str_t name;         // for nginx's error log
};

ngx_int_t GetDropletPeer(ngx_peer_connection_t* connection, void* data) noexcept {
  auto* peer = static_cast<DropletPeer*>(data);
  connection->cached = 0;
  connection->connection = nullptr;
  connection->name = &peer->name;
  if (peer->address.size == 0) return NGX_BUSY;  // "no live upstreams": 502
  connection->sockaddr = reinterpret_cast<sockaddr*>(&peer->address.storage);
  connection->socklen = peer->address.size;
  return NGX_OK;
}

// There is no second peer to try.
void FreeDropletPeer(ngx_peer_connection_t* connection, void*, ngx_uint_t) noexcept {
  if (connection->tries > 0) --connection->tries;
}

// The daemon leaves forbidden addresses out. They are checked again here: the file may be older than the
// policy, or written by another process.
std::string_view Refusal(const gate::Policy& policy, const gate::DirectoryEntry& droplet) {
  if (!droplet.address || !policy.control || !policy.control->registry) return {};
  return policy.control->registry->networks.Refusal(*droplet.address);
}

ngx_int_t InitDropletPeer(ngx_http_request_t* r, ngx_http_upstream_srv_conf_t*) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = FindState(r);
    const gate::DirectoryEntry* droplet = state == nullptr ? nullptr : state->droplet.get();
    auto* peer = static_cast<DropletPeer*>(ngx_pcalloc(r->pool, sizeof(DropletPeer)));
    if (peer == nullptr) return NGX_ERROR;
    std::string name = "no droplet";
    if (droplet != nullptr) {
      name = "droplet " + std::to_string(droplet->id);
      const std::string_view refused = Refusal(state->shield.policy(), *droplet);
      if (!refused.empty()) {
        name += ", which is at " + std::string(refused) + " that control.registry.networks does not list";
      } else if (droplet->address) {
        peer->address = SocketAddress::Of(*droplet->address, droplet->port);
        name += " at " + droplet->address->Text() + " port " + std::to_string(droplet->port);
      } else {
        name += ", whose host has no address yet";
      }
    }
    peer->name = CopyToPool(r->pool, name);
    if (peer->name.data == nullptr) return NGX_ERROR;
    ngx_peer_connection_t& connection = r->upstream->peer;
    connection.data = peer;
    connection.get = GetDropletPeer;
    connection.free = FreeDropletPeer;
    connection.tries = 1;
#if (NGX_HTTP_SSL)
    connection.set_session = SetNoTlsSession;
    connection.save_session = SaveNoTlsSession;
#endif
    if (state != nullptr) SkipInterimAnswers(r, *state);
    return NGX_OK;
  });
}

ngx_int_t InitDropletUpstream(ngx_conf_t*, ngx_http_upstream_srv_conf_t* upstream) noexcept {
  upstream->peer.init = InitDropletPeer;
  return NGX_OK;
}

}  // namespace

char* SetDropletUpstream(ngx_conf_t* cf, ngx_command_t*, void*) noexcept {
  return TakeUpstreamBlock(cf, InitDropletUpstream);
}

}  // namespace gatehouse::nginx

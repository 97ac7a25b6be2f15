// Upstream for requests to an upstream of the policy: chooses one of its servers, at the current address of its
// name. nginx's `keepalive` still works, because it finds idle connections by address. Tests:
// tests/field/test_upstreams.py.
#include <algorithm>
#include <new>

#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// State of a request's upstream while nginx connects, fails and retries.
struct PolicyPeer {
  RequestState* state;
  size_t upstream;
  Balancer::Tried tried;
  SocketAddress address;  // a copy, because the list may change meanwhile
  ngx_str_t name;         // for nginx's error log
};

ngx_int_t GetPolicyPeer(ngx_peer_connection_t* connection, void* data) noexcept {
  return Guarded(connection->log, ngx_int_t{NGX_ERROR}, [=]() -> ngx_int_t {
    auto* peer = static_cast<PolicyPeer*>(data);
    Balancer& balancer = peer->state->shield.servers().Of(peer->upstream);
    connection->cached = 0;
    connection->connection = nullptr;
    connection->name = &peer->name;
    const Balancer::Endpoint* endpoint = balancer.Next(peer->tried, peer->state->arrived.steady);
    const std::string_view name = endpoint != nullptr ? std::string_view(endpoint->name) : balancer.host();
    peer->name = CopyToPool(peer->state->request_pool, name);
    if (peer->name.data == nullptr) return NGX_ERROR;
    if (endpoint == nullptr) return NGX_BUSY;  // "no live upstreams": 502
    peer->address = endpoint->address;
    peer->state->server = endpoint->server;
    connection->sockaddr = reinterpret_cast<sockaddr*>(&peer->address.storage);
    connection->socklen = peer->address.size;
    return NGX_OK;
  });
}

void FreePolicyPeer(ngx_peer_connection_t* connection, void* data, ngx_uint_t how) noexcept {
  Guarded(connection->log, 0, [=] {
    auto* peer = static_cast<PolicyPeer*>(data);
    UpstreamServers& servers = peer->state->shield.servers();
    if (connection->tries > 0) --connection->tries;
    if ((how & NGX_PEER_FAILED) == 0) {
      servers.Of(peer->upstream).Worked(peer->address);
    } else if (connection->cached) {
      peer->tried = {};  // a closed idle connection does not mean that the server failed
    } else {
      servers.Failed(peer->upstream, peer->address, base::ReadClocks().steady);
    }
    return 0;
  });
}

ngx_int_t InitPolicyPeer(ngx_http_request_t* r, ngx_http_upstream_srv_conf_t*) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = FindState(r);
    if (state == nullptr) return NGX_ERROR;  // a location without a policy has no servers of a policy
    void* room = ngx_palloc(r->pool, sizeof(PolicyPeer));
    if (room == nullptr) return NGX_ERROR;
    auto* peer =
        new (room) PolicyPeer{.state = state, .upstream = gate::UpstreamOf(state->shield.policy(), state->exchange)};
    ngx_peer_connection_t& connection = r->upstream->peer;
    connection.data = peer;
    connection.get = GetPolicyPeer;
    connection.free = FreePolicyPeer;
    connection.tries = std::max<size_t>(state->shield.servers().Of(peer->upstream).size(), 1);
#if (NGX_HTTP_SSL)
    connection.set_session = SetNoTlsSession;
    connection.save_session = SaveNoTlsSession;
#endif
    SkipInterimAnswers(r, *state);
    return NGX_OK;
  });
}

ngx_int_t InitPolicyUpstream(ngx_conf_t*, ngx_http_upstream_srv_conf_t* upstream) noexcept {
  upstream->peer.init = InitPolicyPeer;
  return NGX_OK;
}

}  // namespace

char* SetPolicyUpstream(ngx_conf_t* cf, ngx_command_t*, void*) noexcept {
  return TakeUpstreamBlock(cf, InitPolicyUpstream);
}

}  // namespace gatehouse::nginx

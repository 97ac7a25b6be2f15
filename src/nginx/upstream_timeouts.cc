// `gatehouse_timeouts` in an upstream block: applies the policy's timeouts by route, and prevents a retry of a
// request that may have run. It must be last in the block, because it wraps the choice of the server. Tests:
// tests/field/test_timeouts.py.
#include <memory>
#include <optional>

#include "base/tcp_progress.h"
#include "nginx/handlers.h"
#include "nginx/module.h"

namespace gatehouse::nginx {
namespace {

// The wrapped functions, and the data that decides about retries.
struct TimedPeer {
  void* data;
  ngx_event_get_peer_pt get;
  ngx_event_free_peer_pt free;
#if (NGX_HTTP_SSL)
  ngx_event_set_peer_session_pt set_session;
  ngx_event_save_peer_session_pt save_session;
#endif
  bool reused;                           // the connection was used by an earlier request
  std::optional<uint64_t> acknowledged;  // its acknowledged bytes when this request got it
  ngx_http_upstream_conf_t conf;         // the request's own copy: all routes share the location's
};

ngx_msec_t Milliseconds(std::chrono::seconds time) {
  return static_cast<ngx_msec_t>(std::chrono::milliseconds(time).count());
}

const gate::Timeouts& TimeoutsOf(const RequestState& state) {
  const gate::Route* route = state.exchange.route;
  return route != nullptr ? route->timeouts : state.shield.policy().unlisted.timeouts;
}

ngx_int_t GetTimedPeer(ngx_peer_connection_t* connection, void* data) noexcept {
  auto* peer = static_cast<TimedPeer*>(data);
  const ngx_int_t rc = peer->get(connection, peer->data);
  peer->reused = rc == NGX_DONE && connection->cached != 0;
  if (peer->reused) peer->acknowledged = base::BytesAcknowledged(connection->connection->fd);
  return rc;
}

// The service closed an idle connection just when it was reused: it acknowledged no byte of
// the request, so it has not seen it.
bool ClosedUnseen(const TimedPeer& peer, const ngx_connection_t& connection) {
  return peer.reused && peer.acknowledged && connection.read->eof && !connection.read->error &&
         base::BytesAcknowledged(connection.fd) == peer.acknowledged;
}

// The failures after which another server may be tried. nginx alone would retry everything except POST.
ngx_uint_t MayTryAgainAfter(const TimedPeer& peer, const ngx_connection_t* connection) {
  const bool unseen = connection == nullptr || connection->sent == 0 || ClosedUnseen(peer, *connection);
  if (!unseen) return 0;
  return NGX_HTTP_UPSTREAM_FT_ERROR | NGX_HTTP_UPSTREAM_FT_TIMEOUT | NGX_HTTP_UPSTREAM_FT_NON_IDEMPOTENT;
}

void FreeTimedPeer(ngx_peer_connection_t* connection, void* data, ngx_uint_t state) noexcept {
  auto* peer = static_cast<TimedPeer*>(data);
  peer->conf.next_upstream = MayTryAgainAfter(*peer, connection->connection);
  peer->free(connection, peer->data, state);
}

#if (NGX_HTTP_SSL)
ngx_int_t SetSession(ngx_peer_connection_t* connection, void* data) noexcept {
  auto* peer = static_cast<TimedPeer*>(data);
  return peer->set_session(connection, peer->data);
}
void SaveSession(ngx_peer_connection_t* connection, void* data) noexcept {
  auto* peer = static_cast<TimedPeer*>(data);
  peer->save_session(connection, peer->data);
}
#endif

void TakeTimeouts(RequestState& state, ngx_http_upstream_t& upstream, ngx_http_upstream_conf_t& conf) {
  const gate::Timeouts& timeouts = TimeoutsOf(state);
  ngx_memcpy(&conf, upstream.conf, sizeof conf);
  conf.connect_timeout = Milliseconds(timeouts.connect);
  conf.send_timeout = Milliseconds(timeouts.idle);
  conf.read_timeout = Milliseconds(timeouts.first_byte);
  upstream.conf = &conf;
  state.upstream_conf = &conf;
}

ngx_int_t InitTimedPeer(ngx_http_request_t* r, ngx_http_upstream_srv_conf_t* server) noexcept {
  const auto* around = static_cast<UpstreamBlock*>(ngx_http_conf_upstream_srv_conf(server, ngx_http_gatehouse_module));
  if (around->init_peer(r, server) != NGX_OK) return NGX_ERROR;
  RequestState* state = FindState(r);
  if (state == nullptr) return NGX_OK;  // not a request of the gate
  auto* peer = static_cast<TimedPeer*>(ngx_palloc(r->pool, sizeof(TimedPeer)));
  if (peer == nullptr) return NGX_ERROR;
  TakeTimeouts(*state, *r->upstream, peer->conf);

  ngx_peer_connection_t& connection = r->upstream->peer;
  peer->data = connection.data;
  peer->get = connection.get;
  peer->free = connection.free;
  peer->reused = false;
  std::construct_at(&peer->acknowledged);
  connection.data = peer;
  connection.get = GetTimedPeer;
  connection.free = FreeTimedPeer;
#if (NGX_HTTP_SSL)
  peer->set_session = connection.set_session;
  peer->save_session = connection.save_session;
  connection.set_session = SetSession;
  connection.save_session = SaveSession;
#endif
  return NGX_OK;
}

ngx_int_t InitTimedUpstream(ngx_conf_t* cf, ngx_http_upstream_srv_conf_t* server) noexcept {
  auto* around = static_cast<UpstreamBlock*>(ngx_http_conf_upstream_srv_conf(server, ngx_http_gatehouse_module));
  if (around->init_upstream(cf, server) != NGX_OK) return NGX_ERROR;
  around->init_peer = server->peer.init;
  server->peer.init = InitTimedPeer;
  return NGX_OK;
}

}  // namespace

void WaitForRest(ngx_http_request_t* r, const RequestState& state) {
  if (r->upstream == nullptr || state.upstream_conf == nullptr || r->upstream->conf != state.upstream_conf) return;
  const gate::Timeouts& timeouts = TimeoutsOf(state);
  const bool pauses =
      (state.open && state.open->endless()) || (state.exchange.route != nullptr && state.exchange.route->stream);
  state.upstream_conf->read_timeout = Milliseconds(pauses ? timeouts.stream_idle : timeouts.idle);
}

char* SetUpstreamTimeouts(ngx_conf_t* cf, ngx_command_t*, void* conf) noexcept {
  auto* around = static_cast<UpstreamBlock*>(conf);
  auto* server =
      static_cast<ngx_http_upstream_srv_conf_t*>(ngx_http_conf_get_module_srv_conf(cf, ngx_http_upstream_module));
  if (around->init_upstream != nullptr) return const_cast<char*>("is duplicate");
  around->init_upstream =
      server->peer.init_upstream != nullptr ? server->peer.init_upstream : ngx_http_upstream_init_round_robin;
  server->peer.init_upstream = InitTimedUpstream;
  return NGX_CONF_OK;
}

}  // namespace gatehouse::nginx

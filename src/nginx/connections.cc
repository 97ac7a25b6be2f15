#include "nginx/connections.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "events/format.h"
#include "nginx/log_lines.h"
#include "nginx/module.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {
namespace {

constexpr auto kRequestPlace = Places::Kind::kRequest;
constexpr auto kConnectionPlace = Places::Kind::kConnection;

// State of this worker, which has one thread and one configuration.
struct Worker {
  std::vector<Shield*> shields;  // per listener, by its index in nginx's list; null without a policy
  SlotShortage shortage;
  size_t fewest_free = SIZE_MAX;  // minimum since the last tick
};
Worker& TheWorker() {
  static Worker worker;
  return worker;
}

Slots SlotsNow() {
  return {
      .all = ngx_cycle->connection_n, .free = ngx_cycle->free_connection_n, .idle = ngx_cycle->reusable_connections_n};
}

Shield* ShieldAt(const ngx_http_addr_conf_t& address) {
  auto** conf = address.default_server->ctx->loc_conf;
  const auto* location = static_cast<LocationConf*>(conf[ngx_http_gatehouse_module.ctx_index]);
  return location->enabled != 0 ? location->shield : nullptr;
}

// Several addresses share a listener if one of them is the wildcard: the first with a policy counts.
template <typename Address>
Shield* ShieldAt(const ngx_http_port_t& port) {
  const auto* addresses = static_cast<const Address*>(port.addrs);
  for (ngx_uint_t i = 0; i < port.naddrs; ++i) {
    if (Shield* shield = ShieldAt(addresses[i].conf); shield != nullptr) return shield;
  }
  return nullptr;
}

Shield* ShieldAt(const ngx_listening_t& listening) {
  const auto* port = static_cast<const ngx_http_port_t*>(listening.servers);
  if (listening.sockaddr->sa_family == AF_INET6) return ShieldAt<ngx_http_in6_addr_t>(*port);
  return ShieldAt<ngx_http_in_addr_t>(*port);
}

// As nginx does when slots run out: closes the oldest first. A new connection is about to send its request.
void CloseIdle(size_t count) {
  constexpr ngx_msec_t kFresh = 1000;
  auto* queue = const_cast<ngx_queue_t*>(&ngx_cycle->reusable_connections_queue);
  for (; count > 0 && !ngx_queue_empty(queue); --count) {
    auto* idle = ngx_queue_data(ngx_queue_last(queue), ngx_connection_t, queue);
    if (ngx_current_msec - idle->start_time < kFresh) return;
    idle->close = 1;
    idle->read->handler(idle->read);
  }
}

bool MakeRoom(const Places& places, Places::Kind kind, const base::IpAddress& client) {
  constexpr size_t kMostAtOnce = 1024;                        // about ten milliseconds of work
  if (places.HasRoom(kind, client, SlotsNow())) return true;  // nearly every time
  CloseIdle(std::min(places.IdleToClose(kind, client, SlotsNow()), kMostAtOnce));
  return places.HasRoom(kind, client, SlotsNow());
}

// A proxy's address represents many clients; a Unix socket has no address.
bool IsOneClient(const gate::Policy& policy, const base::IpAddress& address) {
  return address != base::IpAddress{} && !policy.proxies.Trusts(address);
}

bool FindPlace(ngx_connection_t* connection) {
  Worker& worker = TheWorker();
  worker.fewest_free = std::min(worker.fewest_free, SlotsNow().free);
  const auto* first = static_cast<const ngx_listening_t*>(ngx_cycle->listening.elts);
  Shield* shield = worker.shields.at(static_cast<size_t>(connection->listening - first));
  if (shield == nullptr) return true;
  const base::IpAddress peer = PeerOf(connection->sockaddr);
  const gate::Policy& policy = shield->policy();
  if (!IsOneClient(policy, peer)) return true;
  const bool observed = policy.Observes(gate::Rule::kRateLimit, policy.unlisted);
  Places& places = shield->places();
  const bool room =
      observed ? places.HasRoom(kConnectionPlace, peer, SlotsNow()) : MakeRoom(places, kConnectionPlace, peer);
  if (!room) {
    places.CountRefused(peer, base::ReadClocks().wall);
    if (!observed) return false;
  }
  auto* place = NewInPool<Place>(connection->pool);
  if (place == nullptr) return false;
  place->Take(places, kConnectionPlace, peer);
  return true;
}

void InitConnection(ngx_connection_t* connection) noexcept {
  if (!Guarded(connection->log, false, [connection] { return FindPlace(connection); })) {
    ngx_http_close_connection(connection);
    return;
  }
  ngx_http_init_connection(connection);
  if (!connection->destroyed && connection->fd != static_cast<ngx_socket_t>(-1)) UseLogLines(connection);
}

events::Event EventOf(const Shield& shield, events::EventType type, base::Wall now) {
  return {.time = now, .type = type, .policy_generation = shield.generation()};
}

}  // namespace

void InstallConnections(ngx_cycle_t* cycle) {
  auto& shields = TheWorker().shields;
  auto* listening = static_cast<ngx_listening_t*>(cycle->listening.elts);
  shields.assign(cycle->listening.nelts, nullptr);
  for (ngx_uint_t i = 0; i < cycle->listening.nelts; ++i) {
    if (listening[i].handler != ngx_http_init_connection) continue;
    shields[i] = ShieldAt(listening[i]);
    listening[i].handler = InitConnection;
  }
}

bool Occupancy::HasRoom(const base::IpAddress& client) const {
  return !IsOneClient(shield_.policy(), client) || MakeRoom(shield_.places(), kRequestPlace, client);
}

void TakePlace(RequestState& state) {
  const base::IpAddress& client = state.exchange.client.address;
  if (IsOneClient(state.shield.policy(), client)) state.place.Take(state.shield.places(), kRequestPlace, client);
}

bool LookAtSlots() {
  Worker& worker = TheWorker();
  Slots slots = SlotsNow();
  slots.free = std::min(slots.free, std::exchange(worker.fewest_free, SIZE_MAX));
  return worker.shortage.Look(slots);
}

void TellConnections(Shield& shield, bool slots_run_short, base::Wall now) {
  if (slots_run_short) {
    const Slots slots = SlotsNow();
    events::Event event = EventOf(shield, events::type::kConnectionsShort, now);
    const std::string details = fmt::format(
        "of the {} connections of this worker {} are free; {} clients wait between two requests, {} hold others",
        slots.all, slots.free, slots.idle, shield.places().clients());
    event.details = details;
    (void)shield.Log(event);
  }
  shield.places().TellRefused([&](const Places::Refused& refused) {
    events::Event event = EventOf(shield, events::type::kConnectionsRefused, refused.last);
    event.observed = shield.policy().Observes(gate::Rule::kRateLimit, shield.policy().unlisted);
    event.address = refused.client;
    event.count = refused.count;
    event.details = refused.client ? "the address holds its share of this worker's connections"
                                   : "other addresses, each of which holds its share of this worker's connections";
    (void)shield.Log(event);
  });
}

}  // namespace gatehouse::nginx

// Stages that need no identity: path, route, transport, blocks, upgrades, CORS, limits by address.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/limits.h"
#include "gate/method_override.h"
#include "gate/named_path.h"
#include "gate/path_choice.h"
#include "gate/query.h"
#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

// RFC 9110 §7.8: protocol names, each optionally with a version, on one or more lines.
bool OffersWebSocket(const KnownHeaders& headers) {
  for (const Header& header : headers.lines) {
    if (!base::EqualIgnoringCase(header.name, "upgrade")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view protocol = base::TrimSpace(rest.substr(0, comma));
      if (base::EqualIgnoringCase(protocol.substr(0, protocol.find('/')), "websocket")) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

// The characters of a host (RFC 3986 §3.2.2): names, IPv4, and IPv6 in brackets. No user, no percent-encoding.
constexpr std::array<bool, 256> kInHosts = [] {
  std::array<bool, 256> in_hosts{};
  for (int c = 0; c < 256; ++c) {
    in_hosts[static_cast<size_t>(c)] = base::IsAlnum(static_cast<char>(c));
  }
  for (const char c : std::string_view(".-_:[]")) in_hosts[static_cast<unsigned char>(c)] = true;
  return in_hosts;
}();

bool IsHostCharacter(char c) { return kInHosts[static_cast<unsigned char>(c)]; }

// The host that the routes are for: the one that the service gets. Forward-auth names the host in its question.
std::string_view HostForRoutes(const Guard& guard, const Exchange& exchange) {
  const ProxyRules& proxies = guard.policy.proxies;
  if (!proxies.host || exchange.passed_on_by_another) return exchange.request.host;
  const Client client = ClientOf(exchange.request, exchange.headers, proxies);
  return client.asked.host.empty() ? exchange.request.host : client.asked.host;
}

// Sets Exchange::routes. False if the target names a host that has other routes than the request's.
bool FindRoutesOfHost(const Guard& guard, Exchange& exchange) {
  const RoutesByHost& routes = guard.policy.routes_by_host;
  exchange.routes = &routes.Of({});
  if (!routes.has_hosts()) return true;  // nearly every policy
  exchange.routes = &routes.Of(HostForRoutes(guard, exchange));
  const std::string_view in_target = AuthorityOfTarget(exchange.request.target);
  return in_target.empty() || &routes.Of(in_target) == exchange.routes;
}

}  // namespace

Decision CheckHeaderValues(const Guard&, Exchange& exchange) {
  return {.reason = exchange.headers.control_character ? Reason::kHeaderMalformed : Reason::kAllowed};
}

Decision CheckHost(const Guard& guard, Exchange& exchange) {
  if (!FindRoutesOfHost(guard, exchange)) {
    exchange.note = "the target is on another host";
    return {.reason = Reason::kHostMalformed};
  }
  const std::string_view host = exchange.request.host;
  if (host.empty() && exchange.request.host_optional) return kAllow;
  const bool good = !host.empty() && std::ranges::all_of(host, IsHostCharacter);
  return {.reason = good ? Reason::kAllowed : Reason::kHostMalformed};
}

Decision FindCanonicalPath(const Guard& guard, Exchange& exchange) {
  const auto path = ReadTarget(exchange.request.method, exchange.request.target, &exchange.note);
  if (!path) return {.reason = Reason::kPathAmbiguous};
  if (path->doubts != 0) {
    auto as_read = ChoosePathReading(guard.policy, *exchange.routes, exchange.request.method, *path, exchange.note);
    if (!as_read) return {.reason = Reason::kPathAmbiguous};
    exchange.path_as_read = std::move(*as_read);
    exchange.note = "in doubt, and read as its route says";
  }
  exchange.path = *path;
  return kAllow;
}

Decision FindRoute(const Guard& guard, Exchange& exchange) {
  if (exchange.path.path.empty()) {  // observed: the target has no unique reading
    exchange.route = &guard.policy.unreadable;
    exchange.note = exchange.route->label;
    return kAllow;
  }
  const auto match = exchange.routes->Find(exchange.request.method, exchange.PathForRules());
  exchange.route = match ? &guard.policy.routes[match->route] : &guard.policy.unlisted;
  exchange.method_allowed = !match || match->method_allowed;
  exchange.host_known = match.has_value() || exchange.routes->known();
  exchange.note = exchange.route->label;
  return kAllow;
}

Decision CheckTransport(const Guard& guard, Exchange& exchange) {
  exchange.client = ClientOf(exchange.request, exchange.headers, guard.policy.proxies);
  const bool plain_allowed = guard.policy.environment != Environment::kProduction || exchange.route->any_transport;
  if (!plain_allowed && !exchange.client.tls) {
    return {.reason = Reason::kHttpsRequired};
  }
  exchange.note = exchange.client.tls ? "TLS" : "plain HTTP";
  return kAllow;
}

Decision CheckAddressBlocked(const Guard& guard, Exchange& exchange) {
  const bool blocked = guard.ledger.AddressBlocked(exchange.client.address, exchange.now.wall);
  return {.reason = blocked ? Reason::kAddressBlocked : Reason::kAllowed};
}

Decision CheckHostKnown(const Guard& guard, Exchange& exchange) {
  if (exchange.host_known) return kAllow;
  exchange.note = HostForRoutes(guard, exchange);  // for the event: only there the host is told
  return {.reason = Reason::kHostUnknown};
}

Decision CheckUpgrade(const Guard&, Exchange& exchange) {
  auto& upgrade = exchange.headers.upgrade;
  if (!upgrade.present()) return kAllow;
  const bool websocket = OffersWebSocket(exchange.headers);
  if (websocket && exchange.route->websocket) return kAllow;
  // Other upgrades are offers that may be ignored: the request is answered without the upgrade, and code that
  // forwards the request drops the offer. Another proxy might not drop it.
  if (websocket || exchange.passed_on_by_another) return {.reason = Reason::kUpgradeRefused};
  exchange.note = "the offer to upgrade is not taken";
  upgrade = {};
  return kAllow;
}

Decision CheckOrigin(const Guard& guard, Exchange& exchange) {
  if (!guard.policy.cors.enabled()) return kAllow;
  exchange.cors =
      CheckCors(guard.policy.cors, exchange.request, exchange.headers, exchange.client.tls, exchange.client.asked);
  if (exchange.cors.preflight) exchange.note = "preflight, answered by the gate";
  return exchange.cors.decision;
}

Decision CheckMethod(const Guard& guard, Exchange& exchange) {
  if (!exchange.method_allowed) return {.reason = Reason::kMethodNotAllowed, .where = exchange.route->allow};
  exchange.form = FormMayChangeMethod(guard, exchange);
  if (exchange.request.method != "POST") return JudgeNamedPath(guard, exchange);
  if (exchange.path.query.empty()) return kAllow;
  const auto encoded = FindQueryArgument(exchange.path.query, kMethodArgument);
  if (!encoded) return JudgeMethodArgument(guard, exchange, std::unexpected(encoded.error()));
  if (!*encoded) return kAllow;
  return JudgeMethodArgument(guard, exchange, base::PercentDecode(**encoded).value_or(std::string()));
}

Decision CheckRoom(const Guard& guard, Exchange& exchange) {
  const bool room = guard.occupancy == nullptr || guard.occupancy->HasRoom(exchange.client.address);
  return {.reason = room ? Reason::kAllowed : Reason::kTooManyAtOnce};
}

Decision TakeAddressPlaces(const Guard& guard, Exchange& exchange) {
  if (const Decision decision = TakePlaces(guard, exchange, guard.policy.limits, ScopeOrder::kByAddress);
      !decision.allowed()) {
    return decision;
  }
  return TakeRoutePlaces(guard, exchange);
}

Decision TakeRoutePlaces(const Guard& guard, Exchange& exchange) {
  return TakePlaces(guard, exchange, exchange.route->limits, ScopeOrder::kByAddress);
}

}  // namespace gatehouse::gate

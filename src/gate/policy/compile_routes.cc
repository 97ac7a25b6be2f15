// The list of routes, the rules for requests without a route, and checks over all routes (rows B1 A13 B11 C11). One
// route is compiled by compile_route.cc.
#include <algorithm>
#include <utility>

#include "gate/policy/compile.h"
#include "gate/request/own_paths.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kGateLabel = "gate";          // names the limits that hold for every request
constexpr std::string_view kUnlistedLabel = "unlisted";  // no path begins without '/', so no route is called that
constexpr std::string_view kUnreadableLabel = "no one reading";

bool WantsToRead(const Route& route) { return route.inspect != Inspect::kNothing || route.schema.has_value(); }

void AddRoute(Compilation& c, const TextNode& node, const BodyBounds& bounds) {
  Route route = CompileRoute(c, node, bounds);
  if (!node.Has("path")) {
    c.problems.Add(node.place, "A route without 'path'", "write path: /what/it/guards");
    return;
  }
  if (node.Get("path") == nullptr) return;
  const std::vector<std::string> all_hosts = {""};
  for (const std::string& host : node.Has("host") ? route.hosts : all_hosts) {
    const auto added =
        c.policy.routes_by_host.Add(host, route.pattern, route.methods, c.policy.routes.size(), route.path_reading);
    if (added) continue;
    c.problems.Add(node.PlaceOf("path"), added.error().what + ": " + Quoted(host + route.pattern), added.error().fix);
    break;
  }
  c.policy.routes.push_back(std::move(route));
}

bool HaveSamePath(const Route& a, const Route& b) {
  const auto plain = [](std::string_view pattern) {
    return pattern.size() > 1 && pattern.ends_with('/') ? pattern.substr(0, pattern.size() - 1) : pattern;
  };
  return plain(a.pattern) == plain(b.pattern);
}

bool ShareHost(const Route& a, const Route& b) {
  return (a.hosts.empty() && b.hosts.empty()) || std::ranges::find_first_of(a.hosts, b.hosts) != a.hosts.end();
}

bool ShareMethod(const Route& a, const Route& b) {
  return a.methods.empty() || b.methods.empty() || std::ranges::find_first_of(a.methods, b.methods) != a.methods.end();
}

// The gate's own pages are there on every host: a host's "/*" does not take them away from its visitors, who need them
// to log in. A route of the host with the same path does.
void AddOwnPagesToHosts(Policy& policy) {
  const auto is_own = [&](const Route& route) {
    const bool of_daemon =
        policy.control && route.upstream && policy.upstreams[*route.upstream].name == kControlUpstream;
    return route.hosts.empty() && (of_daemon || route.pattern.starts_with(kOwnPaths));
  };
  for (size_t own = 0; own < policy.routes.size(); ++own) {
    const Route& route = policy.routes[own];
    if (!is_own(route)) continue;
    for (const std::string& host : policy.routes_by_host.Hosts()) {
      const bool replaced = std::ranges::any_of(policy.routes, [&](const Route& other) {
        return HaveSamePath(other, route) && ShareMethod(other, route) &&
               std::ranges::find(other.hosts, host) != other.hosts.end();
      });
      if (replaced) continue;
      // It fails only if the host has the same path in another spelling; then that one counts.
      (void)policy.routes_by_host.Add(host, route.pattern, route.methods, own, route.path_reading);
    }
  }
}

// What a 405 says: the methods of every route that the path has.
void FillAllow(std::vector<Route>& routes) {
  for (Route& route : routes) {
    for (const Route& other : routes) {
      if (!HaveSamePath(other, route) || !ShareHost(other, route)) continue;
      for (const std::string& method : other.methods) route.allow += (route.allow.empty() ? "" : ", ") + method;
    }
  }
}

// Where tickets are given the gate answers itself, to whom it knows.
void CompileTicketRoute(Compilation& c) {
  if (!c.policy.TakesTickets()) return;
  for (Route& route : c.policy.routes) {
    std::string_view path = route.pattern;
    if (path.ends_with('/')) path.remove_suffix(1);
    if (path != kTicketPath) continue;
    route.gives_tickets = true;
    if (route.auth == Auth::kToken && !route.upstream && !WantsToRead(route)) continue;
    c.problems.Add(
        c.root.PlaceOf("routes"),
        Quoted(route.label) + " is where the gate issues tickets for tokens, but the route has another purpose",
        "write auth: token there, and no upstream, inspect or schema");
  }
}

void CheckDroplets(Compilation& c) {
  if (c.policy.droplets.empty()) return;
  if (std::ranges::any_of(c.policy.routes, &Route::route_by_target)) return;
  c.problems.Add(c.root.PlaceOf("droplets"), "'droplets' without a route that sends to them",
                 "give a route 'inspect: udc' and no 'upstream', or take 'droplets' out");
}

void CheckTokens(Compilation& c) {
  const auto broken = [&c](std::string_view name) { return c.root.Has(name) && c.root.Get(name) == nullptr; };
  if (broken("profile") || broken("unlisted")) return;  // what was meant is not known, and that has been said
  if (c.root.Has("tokens")) {
    const TextNode* tokens = c.root.Get("tokens");
    const bool empty = tokens != nullptr && tokens->kind == TextNode::Kind::kList && tokens->items.empty();
    if (!empty) return;
  }
  if (const TextNode* routes = c.root.Get("routes")) {  // the same of a route
    const auto unknown = [](const TextNode& route) { return route.Has("auth") && route.Get("auth") == nullptr; };
    if (std::ranges::any_of(routes->items, unknown)) return;
  }
  const auto asks = [](const Route& route) { return route.auth == Auth::kToken || route.auth == Auth::kEither; };
  const bool asked = asks(c.policy.unlisted) || std::ranges::any_of(c.policy.routes, asks);
  if (!asked) return;
  c.problems.Add(c.root.Has("tokens") ? c.root.PlaceOf("tokens") : Place{},
                 "Routes require tokens, but 'tokens' names no issuer",
                 "write 'tokens' with issuer, audience and keys, or a profile; or 'unlisted: deny' and 'auth: none'");
}

Place PlaceOfRoute(const Compilation& c, std::string_view path) {
  const TextNode* routes = c.root.Get("routes");
  const auto has_it = [&](const TextNode& route) { return TextOf(route, "path") == path; };
  if (routes != nullptr) {
    const auto route = std::ranges::find_if(routes->items, has_it);
    if (route != routes->items.end()) return route->PlaceOf("path");
  }
  return c.root.PlaceOf("routes");
}

void CompileOwnPaths(Compilation& c) {
  if (const TextNode* forward_auth = c.root.Get("forward_auth")) {
    c.policy.forward_auth_path = TextOf(*forward_auth, "path", c.policy.forward_auth_path);
    RouteTable alone;
    const auto fits = alone.Add(c.policy.forward_auth_path, {}, 0);
    if (!fits || c.policy.forward_auth_path.find_first_of("{*") != std::string::npos ||
        c.policy.forward_auth_path == "/") {
      c.problems.Add(forward_auth->PlaceOf("path"),
                     Quoted(c.policy.forward_auth_path) + " cannot be the gate's own path",
                     "write a plain path such as /_gatehouse/auth");
    }
  }
  const std::string& health = c.policy.health_path;
  for (const std::string& own :
       {c.policy.forward_auth_path, c.policy.assertion_jwks_path, health, health + "/live", health + "/ready"}) {
    const auto taken = std::ranges::find(c.policy.routes, own, &Route::pattern);
    if (taken == c.policy.routes.end()) continue;
    c.problems.Add(PlaceOfRoute(c, own), "The gate answers " + Quoted(own) + " itself, and a route has that path",
                   own == c.policy.forward_auth_path ? "give one of them another path" : "give the route another path");
  }
}

// One credential opens every route, and no route looks any further than that.
bool AskTheSame(const Policy& policy) {
  const Auth auth = policy.unlisted.auth;
  return auth != Auth::kDeny && std::ranges::all_of(policy.routes, [auth](const Route& route) {
           return route.auth == auth && route.require.empty() && !route.file_name && !route.schema &&
                  route.inspect == Inspect::kNothing && !route.same_origin;
         });
}

void CompileUnreadable(Policy& policy) {
  policy.unreadable = policy.unlisted;
  policy.unreadable.label = kUnreadableLabel;
  if (!AskTheSame(policy)) policy.unreadable.auth = Auth::kDeny;
}

// The limits of the whole gate are taken before anybody is known.
void CompileGateLimits(Compilation& c) {
  const auto texts = ScalarsOf(c.root, "limits");
  for (const Limit& limit : ReadLimits(c, texts, kGateLabel)) {
    if (limit.scope == LimitScope::kAddress) {
      c.policy.limits.push_back(limit);
      continue;
    }
    c.problems.Add(c.root.PlaceOf("limits"),
                   Quoted(limit.Text()) + " for the whole gate, which counts per address only", "put it on the routes");
  }
}

}  // namespace

void CompileRoutes(Compilation& c) {
  Policy& policy = c.policy;
  policy.mode = OneOf<Mode>(TextOf(c.root, "mode"), {{"observe", Mode::kObserve}}, Mode::kEnforce);
  if (policy.mode == Mode::kEnforce) policy.observed = ObservedBits(c.root);
  policy.ipv6_bits = static_cast<int>(ParseInteger(TextOf(c.root, "ipv6_prefix", "64")).value_or(policy.ipv6_bits));
  const BodyBounds bounds = ReadBody(c.root, {});
  CheckUnlimited(c, c.root, bounds);

  CompileGateLimits(c);
  if (const TextNode* streams = c.root.Get("streams")) {
    policy.stream_recheck = DurationOf(*streams, "recheck", policy.stream_recheck);
  }
  policy.fold_paths = TextOf(c.root, "paths") == "case_insensitive";
  if (policy.fold_paths) policy.routes_by_host.FoldCase();
  policy.unlisted.label = kUnlistedLabel;
  policy.unlisted.body = bounds;
  policy.unlisted.timeouts = ReadTimeouts(c.root, {});
  policy.unlisted.auth = OneOf<Auth>(TextOf(c.root, "unlisted"), {{"deny", Auth::kDeny}}, Auth::kToken);
  if (const TextNode* routes = c.root.Get("routes")) {
    for (const TextNode& node : routes->items) {
      if (node.kind == TextNode::Kind::kMap) AddRoute(c, node, bounds);
    }
  }
  AddOwnPagesToHosts(policy);
  policy.routes_by_host.Link();
  FillAllow(policy.routes);
  CompileTicketRoute(c);
  CompileUnreadable(policy);
  CheckDroplets(c);
  CheckTokens(c);
  CompileOwnPaths(c);
}

}  // namespace gatehouse::gate

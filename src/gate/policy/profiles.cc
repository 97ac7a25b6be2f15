#include "gate/policy/profiles.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::gate {
namespace {

using yaml::TextMember;

// Rows B2 B3 B6 B10 B11. A payload of 1,000,000 bytes is measured as JSON text by itself; the text around it, white
// space and the 333,333 members that it can contain need additional room.
constexpr std::string_view kDroplet = R"(tokens:
  issuer: registry.fullpotential.ai
  audience: fullpotential.droplets
  algorithms: RS256
  max_life: 24h
  require_claims: droplet_id
  keys: /etc/droplet/registry_public_key.pem
cors:
  origins: [https://dashboard.fullpotential.ai, https://fullpotential.ai]
  methods: [GET, POST]
  headers: [Authorization, Content-Type]
  credentials: true
body:
  max_bytes: 1250000
  max_members: 400000
routes:
  - { path: /health, auth: none }
  - { path: /message, methods: [POST], limit: 100/minute, inspect: udc }
  - { path: /process, methods: [POST], limit: 10/minute }
)";

// Rows A8 A13 C8 C11. They require 10/minute per address at the endpoints, and 100/hour per user by default, but
// 50/hour where a prompt is enhanced, which is judged first. Their CORS origin is a placeholder, so no origin is
// allowed.
constexpr std::string_view kPromptcraft = R"(tokens:
  issuer: promptcraft
  audience: api.promptcraft.local
  algorithms: RS256
  max_life: 1h
  keys: /etc/promptcraft/public_key.pem
routes:
  - { path: /health, auth: none }
  - { path: /api/enhance, methods: [POST], limits: [10/minute per address, 50/hour per identity], inspect: prompt }
  - { path: /api/*, limits: [10/minute per address, 100/hour per identity] }
)";

// A client gets a token per day: 120 per minute from one address is a fleet behind one NAT that restarts at once.
constexpr std::string_view kRegistry = R"(routes:
  - { path: /oauth/token, methods: [POST], auth: none, limit: 120/minute, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /oauth/revoke, methods: [POST], auth: none, limit: 120/minute, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /oauth/introspect, methods: [POST], auth: none, limit: 120/minute, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /.well-known/oauth-authorization-server, methods: [GET, HEAD], auth: none, upstream: control }
  - { path: /.well-known/jwks.json, methods: [GET, HEAD], auth: none, upstream: control }
  - { path: /.well-known/registry.pem, methods: [GET, HEAD], auth: none, upstream: control }
)";

// Guesses of a password or a second factor count against the limit of the guesser's address here, and of the account
// in the daemon.
constexpr std::string_view kPeople = R"(routes:
  - { path: /_gatehouse/login, methods: [GET, HEAD], auth: none, upstream: control }
  - { path: /_gatehouse/login, methods: [POST], auth: none, same_origin: true, limit: 10/minute, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /_gatehouse/second-factor, methods: [GET, HEAD], auth: none, upstream: control }
  - { path: /_gatehouse/second-factor, methods: [POST], auth: none, same_origin: true, limit: 10/minute, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /_gatehouse/style.css, methods: [GET, HEAD], auth: none, upstream: control }
  - { path: /_gatehouse/logout, methods: [POST], auth: session, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /_gatehouse/password, methods: [GET, HEAD, POST], auth: session, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /_gatehouse/account, methods: [GET, HEAD, POST], auth: session, body: { max_bytes: 16KiB }, upstream: control }
)";

// A program authenticates with a token, people with a session, if there are people.
constexpr std::string_view kMetrics = R"(routes:
  - { path: /_gatehouse/metrics, methods: [GET, HEAD], auth: token, require: { role: [admin, metrics] }, upstream: control }
)";
constexpr std::string_view kMetricsForPeople = R"(routes:
  - { path: /_gatehouse/metrics, methods: [GET, HEAD], auth: either, require: { role: [admin, metrics] }, upstream: control }
)";

// The console polls every few seconds, and a page of it is a dozen files: its limit allows many tabs. A file that is
// refused would leave a page that does nothing.
constexpr std::string_view kConsole = R"(routes:
  - { path: /_gatehouse/console/*, methods: [GET, HEAD, POST], auth: session, require: { role: admin }, limit: 3000/minute per identity, body: { max_bytes: 16KiB }, upstream: control }
  - { path: /_gatehouse/console/data/live, methods: [GET], auth: session, require: { role: admin }, limit: 600/minute per identity, stream: true, upstream: control }
)";

// A page requests one ticket per connection.
constexpr std::string_view kTickets = R"(routes:
  - { path: /_gatehouse/ticket, methods: [POST], auth: token, limit: 60/minute per identity, body: { max_bytes: 16KiB } }
)";

constexpr std::pair<std::string_view, std::string_view> kProfiles[] = {
    {"droplet", kDroplet},
    {"promptcraft", kPromptcraft},
};

std::string_view PathOf(const TextNode& route) {
  const TextNode* path = route.Get("path");
  if (path == nullptr) return {};
  std::string_view text = path->text;
  if (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  return text;
}

std::vector<const TextNode*> MethodsOf(const TextNode& route) {
  const TextNode* methods = route.Get("methods");
  return methods == nullptr ? std::vector<const TextNode*>{} : methods->Scalars();
}

bool TakesPlaceOf(const TextNode& mine, const TextNode& theirs) {
  if (PathOf(mine) != PathOf(theirs)) return false;
  const auto my_methods = MethodsOf(mine);
  const auto their_methods = MethodsOf(theirs);
  if (my_methods.empty() || their_methods.empty()) return true;  // any method
  return std::ranges::any_of(my_methods, [&](const TextNode* method) {
    return std::ranges::any_of(their_methods, [method](const TextNode* other) { return other->text == method->text; });
  });
}

// Typed routes come first, and profile routes are compared only with them: routes of one profile do not replace each
// other.
TextNode OverlayRoutes(TextNode profile, TextNode typed) {
  const size_t count = typed.items.size();
  for (TextNode& theirs : profile.items) {
    const auto mine = std::span(typed.items).first(count);
    const bool replaced = std::ranges::any_of(mine, [&theirs](const TextNode& route) {
      // On other hosts the profile's route still applies.
      return !route.Has("host") && TakesPlaceOf(route, theirs);
    });
    if (!replaced) typed.items.push_back(std::move(theirs));
  }
  return typed;
}

}  // namespace

std::string_view RegistryYaml() { return kRegistry; }

std::string_view PeopleYaml() { return kPeople; }

std::string_view MetricsYaml(bool people) { return people ? kMetricsForPeople : kMetrics; }

std::string_view ConsoleYaml() { return kConsole; }

std::string_view TicketYaml() { return kTickets; }

bool TakesPlaceOfAny(const TextNode& mine, const TextNode& routes) {
  return std::ranges::any_of(routes.items, [&mine](const TextNode& theirs) { return TakesPlaceOf(mine, theirs); });
}

std::string_view ProfileYaml(std::string_view name) {
  const auto* profile = std::ranges::find(kProfiles, name, &std::pair<std::string_view, std::string_view>::first);
  return profile == std::end(kProfiles) ? std::string_view{} : profile->second;
}

TextNode Overlay(TextNode profile, TextNode typed) {
  using Kind = TextNode::Kind;
  for (TextMember& theirs : profile.members) {
    const auto mine = std::ranges::find(typed.members, theirs.name, &TextMember::name);
    if (mine == typed.members.end()) {
      typed.members.push_back(std::move(theirs));
    } else if (theirs.name == "routes" && mine->value.kind == Kind::kList) {
      mine->value = OverlayRoutes(std::move(theirs.value), std::move(mine->value));
    } else if (theirs.value.kind == Kind::kMap && mine->value.kind == Kind::kMap) {
      mine->value = Overlay(std::move(theirs.value), std::move(mine->value));
    }
  }
  return typed;
}

}  // namespace gatehouse::gate

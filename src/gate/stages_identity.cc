// Stages about who asks: credential, revocation, blocks on identities, access rules, limits by identity, named files.
#include <optional>
#include <string>

#include "gate/identify/identify.h"
#include "gate/identify/requirement.h"
#include "gate/inspect/file_name.h"
#include "gate/limits.h"
#include "gate/query.h"
#include "gate/stages.h"

namespace gatehouse::gate {

Decision CheckCredential(const Guard& guard, Exchange& exchange) {
  bool session = false;
  switch (exchange.route->auth) {
    case Auth::kDeny:  // CheckAccess says so: nobody's credential would help, so none is asked
    case Auth::kNone:
      exchange.note = "none asked";
      return kAllow;
    case Auth::kToken:
      break;
    case Auth::kSession:
      session = true;
      break;
    case Auth::kEither:
      // Whoever sends an Authorization header means it: one that is no good is not made good by a cookie.
      session = !exchange.headers.authorization.present();
      break;
  }
  auto principal = session ? IdentifySession(exchange.headers, guard.issuers, guard.session_cache, exchange.now.wall)
                           : Identify(exchange.headers, guard.issuers, guard.cache, exchange.now.wall);
  if (!principal) return {.reason = principal.error()};
  exchange.principal = *std::move(principal);
  exchange.session = session;
  exchange.note = exchange.principal->subject;
  return kAllow;
}

Decision CheckSameOrigin(const Guard& guard, Exchange& exchange) {
  if (!exchange.session && !exchange.route->same_origin) return kAllow;
  const Reason reason = JudgeOrigin(guard.policy.cors, exchange.request, exchange.headers, exchange.client.tls);
  if (reason == Reason::kAllowed) return kAllow;
  exchange.principal = nullptr;  // under observe the request goes on, but not in the name of whom it was forged for
  exchange.session = false;
  return {.reason = reason};
}

Decision CheckRevoked(const Guard& guard, Exchange& exchange) {
  if (exchange.principal == nullptr || !guard.ledger.Revoked(*exchange.principal, exchange.now.wall)) return kAllow;
  exchange.principal = nullptr;  // under observe the request goes on, but as nobody
  exchange.session = false;
  return {.reason = Reason::kTokenRevoked};
}

Decision CheckIdentityBlocked(const Guard& guard, Exchange& exchange) {
  if (exchange.principal == nullptr) return kAllow;
  const auto& who = *exchange.principal;
  const bool blocked = guard.ledger.IdentityBlocked(who.issuer, who.subject, exchange.now.wall);
  return {.reason = blocked ? Reason::kIdentityBlocked : Reason::kAllowed};
}

Decision CheckAccess(const Guard&, Exchange& exchange) {
  if (exchange.route->auth == Auth::kDeny) return {.reason = Reason::kRouteDenied};
  if (exchange.route->require.empty()) return kAllow;
  // Nobody fulfils no requirement: an observed failure of the credential must not open the route.
  if (exchange.principal == nullptr) return {.reason = Reason::kRoleMissing};
  return {.reason = CheckRequirement(exchange.route->require, *exchange.principal)};
}

Decision TakeIdentityPlaces(const Guard& guard, Exchange& exchange) {
  return TakePlaces(guard, exchange, exchange.route->limits, ScopeOrder::kByIdentityAndRoute);
}

Decision CheckFileName(const Guard& guard, Exchange& exchange) {
  const auto& rule = exchange.route->file_name;
  if (!rule) return kAllow;
  std::optional<std::string_view> encoded;
  if (rule->place == FileNameRule::Place::kQuery) {
    const auto value = FindQueryArgument(exchange.path.query, rule->name);
    if (!value) return {.reason = Reason::kFileName};  // named twice: no telling which one the upstream reads
    encoded = *value;
  } else {
    encoded = RouteTable::Parameter(exchange.route->pattern, rule->name, exchange.PathForRules());
  }
  if (!encoded) return kAllow;  // no file is named
  const auto name = PlainFileName(*encoded);
  if (!name || !guard.resolve_file(rule->base, *name)) return {.reason = Reason::kFileName};
  return kAllow;
}

}  // namespace gatehouse::gate

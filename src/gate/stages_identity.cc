// Stages about the caller: credential, revocation, blocks on identities, access rules, limits by identity, named files.
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "gate/identify/bearer.h"
#include "gate/identify/identify.h"
#include "gate/identify/protocol_token.h"
#include "gate/identify/requirement.h"
#include "gate/identify/ticket.h"
#include "gate/inspect/file_name.h"
#include "gate/limits.h"
#include "gate/proof.h"
#include "gate/query.h"
#include "gate/sender_certificate.h"
#include "gate/stages.h"

namespace gatehouse::gate {

namespace {

using Identified = std::expected<SharedPrincipal, Reason>;

// A limit that allows a ticket's id once, for longer than the ticket is valid: the first use consumes it, for every
// worker. If the table is full, no ticket is accepted.
const Limit& OneUse() {
  constexpr uint64_t kId = 0x7469636b65740001;  // "ticket" and a version; other ids are hashes
  constexpr auto kWindow = std::chrono::minutes(1);
  static_assert(kWindow > kTicketLife);
  static const Limit limit{.count = 1,
                           .window = kWindow,
                           .scope = LimitScope::kRoute,
                           .claim = {},
                           .name = "ticket",
                           .rate_policy = {},
                           .id = kId};
  return limit;
}

// A token that is bound to a certificate is only good from the sender that has it, wherever the token was.
Identified FromItsSender(const Guard& guard, const Exchange& exchange, Identified found) {
  if (!found || (*found)->bound_certificate.empty()) return found;
  const Reason reason = CheckCertificate(guard.policy, exchange, (*found)->bound_certificate);
  if (reason != Reason::kAllowed) return std::unexpected(reason);
  return found;
}

Identified IdentifyCarriedToken(const Guard& guard, const Exchange& exchange) {
  return FromItsSender(guard, exchange,
                       IdentifyToken(exchange.carried_token, guard.issuers, guard.cache, exchange.now.wall));
}

// The token is verified before the ticket is consumed, so that a ticket whose key is still missing can be retried.
Identified IdentifyTicket(const Guard& guard, Exchange& exchange, std::string_view ticket) {
  if (guard.tickets == nullptr) return std::unexpected(Reason::kTicketRefused);
  auto opened = guard.tickets->Open(ticket, exchange.now.wall);
  if (!opened) return std::unexpected(opened.error());
  exchange.carried_token = std::move(opened->token);
  Identified found = IdentifyCarriedToken(guard, exchange);
  if (!found) return found;
  if (!guard.ledger.Take(OneUse(), opened->id, exchange.now.steady).admitted) {
    return std::unexpected(Reason::kTicketRefused);
  }
  return found;
}

// The token that a browser sends elsewhere because it cannot send an Authorization header. Empty if there is none,
// and if there is such a header: it is deliberate.
std::optional<Identified> IdentifyCarried(const Guard& guard, Exchange& exchange) {
  const Route& route = *exchange.route;
  if (exchange.headers.authorization.present()) return std::nullopt;
  if (route.token_in_protocol && exchange.headers.upgrade.present()) {
    const auto token = ProtocolToken(exchange.headers.lines);
    if (!token) return Identified(std::unexpected(token.error()));
    if (*token) {
      exchange.token_place = Exchange::TokenPlace::kProtocol;
      exchange.carried_token = **token;
      return IdentifyCarriedToken(guard, exchange);
    }
  }
  if (route.token_in_ticket) {
    const auto ticket = FindQueryArgument(exchange.path.query, kTicketArgument);
    if (!ticket) return Identified(std::unexpected(Reason::kTicketRefused));  // repeated
    if (*ticket) {
      exchange.token_place = Exchange::TokenPlace::kTicket;
      return IdentifyTicket(guard, exchange, **ticket);
    }
  }
  return std::nullopt;
}

// A token that is bound to a certificate of its sender, or to a key, with the proof that its sender has the key. Both
// are checked for every request, also if the token is in the cache; the proof last, because it is used up.
[[gnu::noinline]] Identified IdentifyProven(const Guard& guard, Exchange& exchange) {
  Identified found =
      FromItsSender(guard, exchange, IdentifyBound(exchange.headers, guard.issuers, guard.cache, exchange.now.wall));
  if (!found || exchange.proven || (*found)->bound_key.empty()) return found;
  const auto token = DpopToken(exchange.headers.authorization.value);
  if (!token) return std::unexpected(token.error());
  const Reason reason = CheckProof(guard, exchange, *token, (*found)->bound_key);
  if (reason != Reason::kAllowed) return std::unexpected(reason);
  exchange.proven = true;
  return found;
}

// Whether a token that is no plain bearer token is one that is bound to its sender.
[[gnu::noinline]] bool IsOfItsSender(Reason reason, std::string_view authorization) {
  return reason == Reason::kCertificateMissing || (reason == Reason::kTokenFormat && UsesDpop(authorization));
}

// A bearer token that is bound to nothing is by far the usual case: what else there may be is only looked for if there
// is none.
Identified IdentifyUsual(const Guard& guard, Exchange& exchange) {
  Identified found = Identify(exchange.headers, guard.issuers, guard.cache, exchange.now.wall);
  const bool bound = !found && IsOfItsSender(found.error(), exchange.headers.authorization.value);
  if (bound) return IdentifyProven(guard, exchange);
  return found;
}

}  // namespace

Decision CheckCredential(const Guard& guard, Exchange& exchange) {
  bool session = false;
  switch (exchange.route->auth) {
    case Auth::kDeny:  // CheckAccess refuses: no credential would help, so none is required
    case Auth::kNone:
      exchange.note = "none asked";
      return kAllow;
    case Auth::kToken:
      break;
    case Auth::kSession:
      session = true;
      break;
    case Auth::kEither:
      // An Authorization header is deliberate: if it is invalid, a cookie does not replace it.
      session = !exchange.headers.authorization.present();
      break;
  }
  auto carried = exchange.route->auth == Auth::kSession ? std::nullopt : IdentifyCarried(guard, exchange);
  if (carried) session = false;
  auto principal = carried   ? *std::move(carried)
                   : session ? IdentifySession(exchange.headers, guard.issuers, guard.session_cache, exchange.now.wall)
                             : IdentifyUsual(guard, exchange);
  if (!principal) {
    exchange.token_place = Exchange::TokenPlace::kUsual;  // observed: the request continues without an identity
    return {.reason = principal.error()};
  }
  exchange.principal = *std::move(principal);
  exchange.session = session;
  exchange.note = exchange.principal->subject;
  return kAllow;
}

Decision CheckSameOrigin(const Guard& guard, Exchange& exchange) {
  if (!exchange.session && !exchange.route->same_origin) return kAllow;
  const Reason reason =
      JudgeOrigin(guard.policy.cors, exchange.request, exchange.headers, exchange.client.tls, exchange.client.asked);
  if (reason == Reason::kAllowed) return kAllow;
  exchange.principal = nullptr;  // observed: the request continues without the forged identity
  exchange.session = false;
  return {.reason = reason};
}

Decision CheckRevoked(const Guard& guard, Exchange& exchange) {
  if (exchange.principal == nullptr || !guard.ledger.Revoked(*exchange.principal, exchange.now.wall)) return kAllow;
  exchange.principal = nullptr;  // observed: the request continues without an identity
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
  // No identity fulfils no requirement: an observed failure of the credential must not open the route.
  if (exchange.principal == nullptr) return {.reason = Reason::kRoleMissing};
  return {.reason = CheckRequirement(exchange.route->require, *exchange.principal)};
}

Decision TakeIdentityPlaces(const Guard& guard, Exchange& exchange) {
  return TakePlaces(guard, exchange, exchange.route->limits, ScopeOrder::kByIdentityAndRoute);
}

Decision CheckFileName(const Guard& guard, Exchange& exchange) {
  const auto& rule = exchange.route->file_name;
  if (!rule || rule->place == FileNameRule::Place::kBody) return kAllow;
  std::optional<std::string_view> encoded;
  if (rule->place == FileNameRule::Place::kQuery) {
    const auto value = FindQueryArgument(exchange.path.query, rule->name);
    if (!value) return {.reason = Reason::kFileName};  // repeated: it is unknown which one the upstream reads
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

#include "gate/standing.h"

#include <algorithm>

namespace gatehouse::gate {
namespace {

Reason CheckAddress(const Guard& guard, const Standing& standing, base::Wall now) {
  const bool blocked = guard.ledger.AddressBlocked(standing.client, now);
  return blocked ? Reason::kAddressBlocked : Reason::kAllowed;
}

// Like KnownToken::StillValid: no leeway for the expiry.
Reason CheckEnd(const Guard&, const Standing& standing, base::Wall now) {
  if (!standing.endless || (standing.route != nullptr && standing.route->outlive_token)) return Reason::kAllowed;
  return standing.principal->expires_at <= now ? Reason::kTokenExpired : Reason::kAllowed;
}

bool Holds(const Issuer& issuer, const Principal& who) {
  return issuer.rules.issuer == who.issuer && std::ranges::any_of(issuer.keys.keys(), [&](const jose::Jwk& key) {
           return key.kid == who.key_id || key.thumbprint == who.key_id;
         });
}

Reason CheckKey(const Guard& guard, const Standing& standing, base::Wall) {
  const TrustedIssuers& trusted = guard.issuers;
  const Principal& who = *standing.principal;
  const bool known = (trusted.sessions && Holds(*trusted.sessions, who)) ||
                     std::ranges::any_of(trusted.issuers, [&](const Issuer& issuer) { return Holds(issuer, who); });
  return known ? Reason::kAllowed : Reason::kTokenKeyUnknown;
}

Reason CheckStillRevoked(const Guard& guard, const Standing& standing, base::Wall now) {
  return guard.ledger.Revoked(*standing.principal, now) ? Reason::kTokenRevoked : Reason::kAllowed;
}

Reason CheckStillBlocked(const Guard& guard, const Standing& standing, base::Wall now) {
  const Principal& who = *standing.principal;
  const bool blocked = guard.ledger.IdentityBlocked(who.issuer, who.subject, now);
  return blocked ? Reason::kIdentityBlocked : Reason::kAllowed;
}

struct Question {
  Rule rule;
  bool of_somebody;
  Reason (*ask)(const Guard&, const Standing&, base::Wall);
};

constexpr Question kQuestions[] = {
    {Rule::kBlockList, false, CheckAddress},     {Rule::kIdentity, true, CheckEnd},
    {Rule::kIdentity, true, CheckKey},           {Rule::kIdentity, true, CheckStillRevoked},
    {Rule::kBlockList, true, CheckStillBlocked},
};

}  // namespace

StandingVerdict JudgeStanding(const Guard& guard, const Standing& standing, base::Wall now) {
  const Route& route = standing.route != nullptr ? *standing.route : guard.policy.unlisted;
  StandingVerdict verdict;
  for (const Question& question : kQuestions) {
    if (question.of_somebody && !standing.principal) continue;
    const Reason reason = question.ask(guard, standing, now);
    if (reason == Reason::kAllowed) continue;
    if (!guard.policy.Observes(question.rule, route)) return {.decision = {.reason = reason}};
    if (verdict.decision.allowed()) verdict = {.decision = {.reason = reason}, .observed = true};
  }
  return verdict;
}

}  // namespace gatehouse::gate

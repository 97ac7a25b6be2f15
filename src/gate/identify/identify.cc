#include "gate/identify/identify.h"

#include <algorithm>
#include <utility>

#include "gate/identify/bearer.h"
#include "gate/identify/session.h"
#include "gate/identify/token_reason.h"

namespace gatehouse::gate {
namespace {

struct Verdict {
  KnownToken token;
  size_t rules;  // index of the issuer that verified it
};

bool IsBeforeProof(Reason reason) {
  return reason == Reason::kTokenAlgorithm || reason == Reason::kTokenKeyUnknown || reason == Reason::kTokenSignature;
}

bool AnyTakes(const TrustedIssuers& trusted, crypto::Algorithm algorithm) {
  return std::ranges::any_of(trusted.issuers, [&](const Issuer& issuer) {
    return std::ranges::find(issuer.rules.algorithms, algorithm) != issuer.rules.algorithms.end();
  });
}

// Most gates have one issuer: its keys are tried at once, and the token's claimed issuer is only used to
// explain a failure. A token of an unknown issuer cannot be verified; it gets the same reason
// as one that our own key signed for another issuer.
std::expected<Verdict, Reason> VerifyByTheOne(const jose::RawJwt& raw, const Issuer& issuer, base::Wall now) {
  auto verified = jose::VerifiedJwt::Verify(raw, issuer.rules, issuer.keys, now);
  if (verified) return Verdict{KnownToken(*std::move(verified)), 0};
  const Reason reason = ReasonOf(verified.error());
  if (reason != Reason::kTokenKeyUnknown && reason != Reason::kTokenSignature) return std::unexpected(reason);
  const auto claimed = raw.ClaimedIssuer();
  return std::unexpected(claimed && *claimed != issuer.rules.issuer ? Reason::kTokenIssuer : reason);
}

// With several issuers, the claimed issuer selects the keys and rules; no others are tried. If two entries
// have the same issuer (for two audiences), each is tried; a reason found after a valid signature is more specific.
std::expected<Verdict, Reason> VerifyAmong(const jose::RawJwt& raw, const TrustedIssuers& trusted, base::Wall now) {
  if (!AnyTakes(trusted, raw.algorithm())) return std::unexpected(Reason::kTokenAlgorithm);
  const auto claimed = raw.ClaimedIssuer();
  Reason reason = Reason::kTokenIssuer;
  for (size_t i = 0; i < trusted.issuers.size(); ++i) {
    const Issuer& issuer = trusted.issuers[i];
    if (!claimed || *claimed != issuer.rules.issuer) continue;
    auto verified = jose::VerifiedJwt::Verify(raw, issuer.rules, issuer.keys, now);
    if (verified) return Verdict{KnownToken(*std::move(verified)), i};
    if (reason == Reason::kTokenIssuer || IsBeforeProof(reason)) reason = ReasonOf(verified.error());
  }
  return std::unexpected(reason);
}

std::expected<Verdict, Reason> VerifyAnew(std::string_view token, const TrustedIssuers& trusted, base::Wall now) {
  const auto raw = jose::RawJwt::Parse(token);
  if (!raw) return std::unexpected(ReasonOf(raw.error()));
  if (trusted.issuers.size() == 1) return VerifyByTheOne(*raw, trusted.issuers.front(), now);
  return VerifyAmong(*raw, trusted, now);
}

// A token that was verified before: only its validity period is checked again.
std::expected<SharedPrincipal, Reason> AskAgain(const KnownToken& known, const jose::TokenRules& rules,
                                                std::string_view token, TokenCache& cache, base::Wall now) {
  const auto valid = known.StillValid(rules, now);
  if (valid) return known.shared_principal();
  cache.Erase(token);
  return std::unexpected(valid.error());
}

std::expected<SharedPrincipal, Reason> VerifyAndKeep(std::string_view token, const TrustedIssuers& trusted,
                                                     TokenCache& cache, base::Wall now) {
  auto verdict = VerifyAnew(token, trusted, now);
  if (!verdict) return std::unexpected(verdict.error());
  return cache.Insert(token, trusted.generation, verdict->rules, std::move(verdict->token))->shared_principal();
}

std::expected<SharedPrincipal, Reason> FindOrVerify(std::string_view token, const TrustedIssuers& trusted,
                                                    TokenCache& cache, base::Wall now) {
  const TokenCache::Hit hit = cache.Find(token, trusted.generation);
  if (hit.token != nullptr && hit.rules < trusted.issuers.size()) {
    return AskAgain(*hit.token, trusted.issuers[hit.rules].rules, token, cache, now);
  }
  return VerifyAndKeep(token, trusted, cache, now);
}

// What a bound token lacks if it comes as a bearer token, from the cache or not.
void RefuseBound(std::expected<SharedPrincipal, Reason>& found) {
  if (!found || !(*found)->IsBound()) return;
  found = std::unexpected((*found)->bound_key.empty() ? Reason::kCertificateMissing : Reason::kProofMissing);
}

}  // namespace

std::expected<SharedPrincipal, Reason> Identify(const KnownHeaders& headers, const TrustedIssuers& trusted,
                                                TokenCache& cache, base::Wall now) {
  if (headers.authorization.count > 1) return std::unexpected(Reason::kHeaderRepeated);
  auto token = BearerCredentials(headers.authorization.value);
  if (!token) return std::unexpected(token.error());

  const TokenCache::Hit hit = cache.Find(*token, trusted.generation);
  if (hit.token != nullptr && hit.rules < trusted.issuers.size()) {
    auto found = AskAgain(*hit.token, trusted.issuers[hit.rules].rules, *token, cache, now);
    RefuseBound(found);
    return found;
  }

  // A cache hit means exactly one token; any other value must be checked for that.
  token = BearerToken(headers.authorization.value);
  if (!token) return std::unexpected(token.error());
  auto found = VerifyAndKeep(*token, trusted, cache, now);
  RefuseBound(found);
  return found;
}

std::expected<SharedPrincipal, Reason> IdentifyBound(const KnownHeaders& headers, const TrustedIssuers& trusted,
                                                     TokenCache& cache, base::Wall now) {
  if (headers.authorization.count > 1) return std::unexpected(Reason::kHeaderRepeated);
  const bool with_proof = UsesDpop(headers.authorization.value);
  const auto token = with_proof ? DpopToken(headers.authorization.value) : BearerToken(headers.authorization.value);
  if (!token) return std::unexpected(token.error());
  auto found = FindOrVerify(*token, trusted, cache, now);
  if (!found) return found;
  const bool needs_proof = !(*found)->bound_key.empty();
  if (with_proof && !needs_proof) return std::unexpected(Reason::kTokenUnbound);
  if (needs_proof && !with_proof) return std::unexpected(Reason::kProofMissing);
  return found;
}

std::expected<SharedPrincipal, Reason> IdentifyToken(std::string_view token, const TrustedIssuers& trusted,
                                                     TokenCache& cache, base::Wall now) {
  auto found = FindOrVerify(token, trusted, cache, now);
  if (found && !(*found)->bound_key.empty()) return std::unexpected(Reason::kTokenBound);
  return found;
}

std::expected<SharedPrincipal, Reason> IdentifySession(const KnownHeaders& headers, const TrustedIssuers& trusted,
                                                       TokenCache& session_cache, base::Wall now) {
  if (!trusted.sessions) return std::unexpected(Reason::kSessionMissing);
  const Issuer& sessions = *trusted.sessions;
  const auto token = FindSessionCookie(headers);
  if (!token) return std::unexpected(token.error());

  const TokenCache::Hit hit = session_cache.Find(*token, trusted.generation);
  if (hit.token != nullptr) return AskAgain(*hit.token, sessions.rules, *token, session_cache, now);

  const auto raw = jose::RawJwt::Parse(*token);
  if (!raw) return std::unexpected(ReasonOf(raw.error()));
  auto verified = jose::VerifiedJwt::Verify(*raw, sessions.rules, sessions.keys, now);
  if (!verified) return std::unexpected(ReasonOf(verified.error()));
  return session_cache.Insert(*token, trusted.generation, 0, KnownToken(*std::move(verified)))->shared_principal();
}

std::expected<KnownToken, Reason> VerifyToken(std::string_view token, const TrustedIssuers& trusted, base::Wall now) {
  auto verdict = VerifyAnew(token, trusted, now);
  if (!verdict) return std::unexpected(verdict.error());
  return std::move(verdict->token);
}

}  // namespace gatehouse::gate

#include "control/registry/assertion.h"

#include <algorithm>
#include <optional>

#include "gate/identify/jwt.h"

namespace gatehouse::registry {
namespace {

using gate::Reason;

gate::TokenRules RulesFor(std::string_view client_id) {
  gate::TokenRules rules;
  rules.issuer = client_id;
  rules.algorithms = {crypto::Algorithm::kRs256, crypto::Algorithm::kPs256, crypto::Algorithm::kEs256,
                      crypto::Algorithm::kEdDsa};
  rules.leeway = kAssertionLeeway;
  // A client may have dated it back a little; what counts is how long it is good from now on.
  rules.max_life = kMaxAssertionAhead + kMaxAssertionAhead;
  rules.required_claims = {"sub", "jti"};
  rules.types = {"", "JWT", "client-authentication+jwt"};
  return rules;
}

std::string_view SentenceOf(Reason reason) {
  switch (reason) {
    case Reason::kTokenExpired:
      return "the assertion has expired";
    case Reason::kTokenAudience:
      return "the assertion is for somebody else (aud)";
    case Reason::kTokenLife:
      return "the assertion lives longer than an hour (exp)";
    case Reason::kTokenIssuedInFuture:
    case Reason::kTokenNotYetValid:
      return "the assertion is not valid yet (iat, nbf)";
    case Reason::kTokenClaimMissing:
      return "the assertion needs iss, sub, aud, iat, exp and jti";
    default:
      return "the assertion does not verify";
  }
}

std::expected<gate::VerifiedJwt, Reason> VerifyFor(const gate::RawJwt& raw, gate::TokenRules& rules,
                                                   const gate::JwkSet& keys, std::span<const std::string> audiences,
                                                   base::Wall now) {
  std::expected<gate::VerifiedJwt, Reason> verified = std::unexpected(Reason::kTokenAudience);
  for (const std::string& audience : audiences) {
    rules.audience = audience;
    verified = gate::VerifiedJwt::Verify(raw, rules, keys, now);
    if (verified || verified.error() != Reason::kTokenAudience) return verified;
  }
  return verified;
}

}  // namespace

std::string ClaimedClient(std::string_view assertion) {
  const auto raw = gate::RawJwt::Parse(assertion);
  return raw ? raw->ClaimedIssuer().value_or("") : std::string();
}

std::expected<Assertion, std::string_view> JudgeAssertion(std::string_view assertion, std::string_view client_id,
                                                          std::span<const store::Credential> alive,
                                                          std::span<const std::string> audiences, base::Wall now) {
  const auto raw = gate::RawJwt::Parse(assertion);
  if (!raw) return std::unexpected(SentenceOf(raw.error()));
  gate::TokenRules rules = RulesFor(client_id);
  Reason refused = Reason::kTokenKeyUnknown;
  // Key by key, so that the one that signed is known, whatever `kid` it goes by.
  for (const store::Credential& credential : alive) {
    const auto keys = gate::JwkSet::Parse(credential.public_jwk);
    if (!keys) continue;
    const auto verified = VerifyFor(*raw, rules, *keys, audiences, now);
    if (!verified) {
      const bool not_this_key =
          verified.error() == Reason::kTokenSignature || verified.error() == Reason::kTokenKeyUnknown;
      if (!not_this_key) refused = verified.error();
      continue;
    }
    const gate::Principal& principal = verified->principal();
    if (principal.subject != client_id) return std::unexpected("iss and sub of the assertion must be the client");
    if (principal.token_id.empty() || principal.token_id.size() > kMaxAssertionIdBytes) {
      return std::unexpected("jti of the assertion must have 1 to 256 bytes");
    }
    if (principal.expires_at > now + kMaxAssertionAhead + kAssertionLeeway)
      return std::unexpected(SentenceOf(Reason::kTokenLife));
    return Assertion{.token_id = principal.token_id,
                     // `exp` may have a fraction of a second that the principal's time has lost.
                     .expires = principal.expires_at + std::chrono::seconds(1),
                     .credential = &credential};
  }
  return std::unexpected(SentenceOf(refused));
}

}  // namespace gatehouse::registry

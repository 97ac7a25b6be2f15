#include "control/registry/assertion.h"

#include <algorithm>
#include <optional>

#include "jose/jwt.h"

namespace gatehouse::registry {
namespace {

using jose::Fault;

jose::TokenRules RulesFor(std::string_view client_id) {
  jose::TokenRules rules;
  rules.issuer = client_id;
  rules.algorithms = {crypto::Algorithm::kRs256, crypto::Algorithm::kPs256, crypto::Algorithm::kEs256,
                      crypto::Algorithm::kEdDsa};
  rules.leeway = kAssertionLeeway;
  // `iat` may be slightly in the past; only the remaining lifetime from now on is limited.
  rules.max_life = kMaxAssertionAhead + kMaxAssertionAhead;
  rules.required_claims = {"sub", "jti"};
  rules.types = {"", "JWT", "client-authentication+jwt"};
  return rules;
}

std::string_view SentenceOf(Fault fault) {
  switch (fault) {
    case Fault::kExpired:
      return "the assertion has expired";
    case Fault::kAudience:
      return "the assertion has another audience (aud)";
    case Fault::kLife:
      return "the assertion lives longer than an hour (exp)";
    case Fault::kIssuedInFuture:
    case Fault::kNotYetValid:
      return "the assertion is not valid yet (iat, nbf)";
    case Fault::kClaimMissing:
      return "the assertion needs iss, sub, aud, iat, exp and jti";
    default:
      return "the assertion does not verify";
  }
}

std::expected<jose::VerifiedJwt, Fault> VerifyFor(const jose::RawJwt& raw, jose::TokenRules& rules,
                                                  const jose::JwkSet& keys, std::span<const std::string> audiences,
                                                  base::Wall now) {
  std::expected<jose::VerifiedJwt, Fault> verified = std::unexpected(Fault::kAudience);
  for (const std::string& audience : audiences) {
    rules.audience = audience;
    verified = jose::VerifiedJwt::Verify(raw, rules, keys, now);
    if (verified || verified.error() != Fault::kAudience) return verified;
  }
  return verified;
}

}  // namespace

std::string ClaimedClient(std::string_view assertion) {
  const auto raw = jose::RawJwt::Parse(assertion);
  return raw ? raw->ClaimedIssuer().value_or("") : std::string();
}

std::expected<Assertion, std::string_view> JudgeAssertion(std::string_view assertion, std::string_view client_id,
                                                          std::span<const store::Credential> alive,
                                                          std::span<const std::string> audiences, base::Wall now) {
  const auto raw = jose::RawJwt::Parse(assertion);
  if (!raw) return std::unexpected(SentenceOf(raw.error()));
  jose::TokenRules rules = RulesFor(client_id);
  Fault refused = Fault::kKeyUnknown;
  // Tries each key, so that the key that signed is known whatever its `kid`.
  for (const store::Credential& credential : alive) {
    const auto keys = jose::JwkSet::Parse(credential.public_jwk);
    if (!keys) continue;
    const auto verified = VerifyFor(*raw, rules, *keys, audiences, now);
    if (!verified) {
      const bool not_this_key = verified.error() == Fault::kSignature || verified.error() == Fault::kKeyUnknown;
      if (!not_this_key) refused = verified.error();
      continue;
    }
    const jose::Claims& claims = verified->claims();
    if (claims.subject != client_id) return std::unexpected("iss and sub of the assertion must be the client");
    if (claims.token_id.empty() || claims.token_id.size() > kMaxAssertionIdBytes) {
      return std::unexpected("jti of the assertion must have 1 to 256 bytes");
    }
    if (claims.expires_at > now + kMaxAssertionAhead + kAssertionLeeway)
      return std::unexpected(SentenceOf(Fault::kLife));
    return Assertion{.token_id = claims.token_id,
                     // `exp` may have had a fraction of a second that was rounded down.
                     .expires = claims.expires_at + std::chrono::seconds(1),
                     .credential = &credential};
  }
  return std::unexpected(SentenceOf(refused));
}

}  // namespace gatehouse::registry

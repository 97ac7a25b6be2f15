// A bearer token from bytes to proof: RawJwt (parsed, believed in nothing) → VerifiedJwt (signature and claims
// checked). There is no other way to a VerifiedJwt. RFC 7515, 7519, 8725; rows B2 A8.
// Shown by jwt_test.cc, identify_corpora_test.cc, fuzz/jwt_fuzz.cc.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "gate/identify/jwk_set.h"
#include "gate/request/principal.h"
#include "gate/request/reason.h"

namespace gatehouse::gate {

// Entra's tokens with 200 groups, and UAA's with all their scopes, have 8 to 13 KiB.
inline constexpr size_t kMaxTokenBytes = 16'384;
// Of the payload, members and elements together: as many for every byte as a token of 8 KiB always had.
inline constexpr size_t kMaxTokenMembers = 1024;
inline constexpr std::chrono::seconds kUsualLeeway{30};  // of an issuer whose clock is not ours

// Which tokens one issuer's are good (compiled from the policy's `tokens`).
struct TokenRules {
  std::string issuer;
  std::string audience;
  std::vector<crypto::Algorithm> algorithms = {crypto::Algorithm::kRs256};
  std::chrono::seconds max_life{86'400};                   // exp - iat
  std::chrono::seconds leeway{0};                          // for iat and nbf; exp gets none, or a revocation that is
                                                           // forgotten at `exp` would be forgotten too early
  std::vector<std::string> required_claims;                // beyond iss aud exp iat
  std::vector<std::string> types = {"", "JWT", "at+jwt"};  // header `typ`, case-insensitive, "application/" dropped
  // Where issuers write roles and scopes; a dot leads into an object.
  std::vector<std::string> role_claims = {"roles", "role", "realm_access.roles"};
  std::vector<std::string> scope_claims = {"scope", "scopes", "scp"};
};

// The three parts, and what the header says. Views into the token.
class RawJwt {
 public:
  // kTokenMalformed, kTokenTooLarge, kTokenAlgorithm (none, HMAC, unknown), kTokenHeader (jwk crit b64 zip …).
  [[nodiscard]] static std::expected<RawJwt, Reason> Parse(std::string_view token);
  [[nodiscard]] crypto::Algorithm algorithm() const { return algorithm_; }
  [[nodiscard]] const std::string& kid() const { return kid_; }
  [[nodiscard]] const std::string& type() const { return type_; }
  // `iss` as the payload has it, believed in nothing: only to choose the keys and rules that the token is then held to.
  // Empty where the payload is no JSON object or names no issuer.
  [[nodiscard]] std::optional<std::string> ClaimedIssuer() const;

 private:
  friend class VerifiedJwt;
  crypto::Algorithm algorithm_{};
  std::string kid_;
  std::string type_;
  std::string_view signed_part_;  // header.payload as sent
  std::string payload_;           // decoded
  std::string signature_;         // decoded
};

class VerifiedJwt {
 public:
  // Algorithm, key, signature; then, believed, type and claims: what the claims are is told to nobody who can't sign
  // them. kTokenAlgorithm, kTokenKeyUnknown, kTokenSignature; kTokenType, kTokenMalformed, kTokenClaimType,
  // kTokenClaimMissing, kTokenIssuer, kTokenAudience, kTokenExpired, kTokenNotYetValid, kTokenIssuedInFuture,
  // kTokenLife, kTokenDropletId.
  [[nodiscard]] static std::expected<VerifiedJwt, Reason> Verify(const RawJwt& token, const TokenRules& rules,
                                                                 const JwkSet& keys, base::Wall now);
  [[nodiscard]] const Principal& principal() const { return *principal_; }
  [[nodiscard]] const SharedPrincipal& shared_principal() const { return principal_; }
  // What has to be asked again when a verified token is met once more: whether it is still in its time.
  [[nodiscard]] std::expected<void, Reason> StillValid(const TokenRules& rules, base::Wall now) const;

 private:
  VerifiedJwt() = default;
  SharedPrincipal principal_;
  base::Wall issued_at_{};
  base::Wall not_before_{};
  base::Wall expires_at_{};
};

// What stands behind "Bearer" and its spaces in an Authorization header: kTokenMissing, kTokenFormat. "Bearer" is
// case-insensitive (RFC 9110 §11.1), spaces are one or more (§11.4).
[[nodiscard]] std::expected<std::string_view, Reason> BearerCredentials(std::string_view authorization);
// The same, and it is one token: kTokenFormat where a space or a comma stands in it.
[[nodiscard]] std::expected<std::string_view, Reason> BearerToken(std::string_view authorization);

}  // namespace gatehouse::gate

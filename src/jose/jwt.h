// A bearer token from bytes to proof: RawJwt (parsed, nothing verified) → VerifiedJwt (signature and claims
// verified). This is the only way to a VerifiedJwt. RFC 7515, 7519, 8725; rows B2 A8.
// Shown by jwt_test.cc, gate/identify/identify_token_test.cc, jose_corpora_test.cc, fuzz/jwt_fuzz.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "jose/claims.h"
#include "jose/fault.h"
#include "jose/jwk_set.h"

namespace gatehouse::jose {

// Entra's tokens with 200 groups and UAA's with all scopes have 8 to 13 KiB.
inline constexpr size_t kMaxTokenBytes = 16'384;
// Members and elements of the payload together: the same ratio to bytes as the earlier limit of 8 KiB.
inline constexpr size_t kMaxTokenMembers = 1024;
inline constexpr std::chrono::seconds kUsualLeeway{30};  // for issuers whose clock differs

// What is done with tokens that are bound to a key of their sender (`cnf` with `jkt`, RFC 9449 §6), to its certificate
// (`x5t#S256`, RFC 8705 §3) or to both. A caller sets anything but kRefused only if, with each use of such a token, it
// verifies a DpopProof of Claims::bound_key and compares Claims::bound_certificate with the sender's, whichever are
// set. kRequired: either will do.
enum class Binding : uint8_t { kRefused, kAccepted, kRequired };

// Which tokens of one issuer are accepted (compiled from the policy's `tokens`).
struct TokenRules {
  std::string issuer;
  std::string audience;
  std::vector<crypto::Algorithm> algorithms = {crypto::Algorithm::kRs256};
  std::chrono::seconds max_life{86'400};                   // exp - iat
  std::chrono::seconds leeway{0};                          // for iat and nbf; exp gets none, or a revocation that is
                                                           // forgotten at `exp` would be forgotten too early
  std::vector<std::string> required_claims;                // beyond iss aud exp iat
  std::vector<std::string> types = {"", "JWT", "at+jwt"};  // header `typ`, case-insensitive, "application/" dropped
  // The claims from which roles and scopes are read; a dot selects a member of an object.
  std::vector<std::string> role_claims = {"roles", "role", "realm_access.roles"};
  std::vector<std::string> scope_claims = {"scope", "scopes", "scp"};
  Binding binding = Binding::kRefused;
};

// The three parts, and the values of the header. Views into the token.
class RawJwt {
 public:
  // kMalformed, kTooLarge, kAlgorithm (none, HMAC, unknown), kHeader (jwk crit b64 zip …).
  [[nodiscard]] static std::expected<RawJwt, Fault> Parse(std::string_view token);
  [[nodiscard]] crypto::Algorithm algorithm() const { return algorithm_; }
  [[nodiscard]] const std::string& kid() const { return kid_; }
  [[nodiscard]] const std::string& type() const { return type_; }
  // `iss` from the payload, unverified: only to select the keys and rules for the verification.
  // Empty if the payload is not a JSON object or has no issuer.
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

// The validity period of a token. Checked again at each later use of a verified one.
struct Validity {
  base::Wall issued_at{};
  base::Wall not_before{};
  base::Wall expires_at{};

  // kExpired, kNotYetValid, kIssuedInFuture.
  [[nodiscard]] std::expected<void, Fault> Holds(const TokenRules& rules, base::Wall now) const;
};

class VerifiedJwt {
 public:
  // Checks algorithm, key and signature first, then type and claims: a sender that cannot sign learns nothing about the
  // claims. kAlgorithm, kKeyUnknown, kSignature; then kType, kMalformed, kClaimType, kClaimMissing, kIssuer,
  // kAudience, the faults of Validity, kLife, kDropletId, kBound, kUnbound.
  [[nodiscard]] static std::expected<VerifiedJwt, Fault> Verify(const RawJwt& token, const TokenRules& rules,
                                                                const JwkSet& keys, base::Wall now);

  [[nodiscard]] const Claims& claims() const& { return claims_; }
  [[nodiscard]] Claims&& claims() && { return std::move(claims_); }
  [[nodiscard]] const Validity& validity() const { return validity_; }

 private:
  VerifiedJwt() = default;
  Claims claims_;
  Validity validity_;
};

}  // namespace gatehouse::jose

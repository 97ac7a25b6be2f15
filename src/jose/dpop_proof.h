// A DPoP proof (RFC 9449 §4.2): a small signed text by which the sender of a request proves that it has the private key
// to which its access token is bound. The only way to a DpopProof is the verification of its signature.
// Limits: kMaxProofBytes; the keys and algorithms of crypto.h. Nonces of the server (§9) are not asked for.
// Tests: dpop_proof_test.cc, gate/pipeline_proof_test.cc, tests/field/test_dpop.py.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace gatehouse::jose {

inline constexpr size_t kMaxProofBytes = 8192;  // an RSA key of 8,192 bits and its signature take 4 KiB
inline constexpr size_t kMaxProofIdBytes = 256;
inline constexpr std::chrono::seconds kProofLife{60};  // from `iat` on
inline constexpr std::chrono::seconds kProofLead{30};  // how far the clock of the sender may be ahead

enum class ProofFault : uint8_t {
  kMalformed,  // size, form, `typ`, `alg`, `jwk` (also private or symmetric), `crit`, a claim that is missing or
               // mistyped
  kKey,        // not the key that the token is bound to
  kSignature,
};

class DpopProof {
 public:
  // Verifies the signature with the key in the proof's header, whose RFC 7638 thumbprint must be `thumbprint`.
  [[nodiscard]] static std::expected<DpopProof, ProofFault> Verify(std::string_view proof, std::string_view thumbprint);

  [[nodiscard]] const std::string& method() const { return method_; }  // `htm`
  [[nodiscard]] const std::string& url() const { return url_; }        // `htu`
  [[nodiscard]] const std::string& id() const { return id_; }          // `jti`, not empty
  // Whether `ath` is the digest of this access token.
  [[nodiscard]] bool IsFor(std::string_view token) const;
  // Whether it was made at most kProofLife ago, and not more than kProofLead in the future; `exp` and `nbf` count too.
  [[nodiscard]] bool IsInTime(base::Wall now) const;

 private:
  friend class ProofReader;
  DpopProof() = default;
  std::string method_;
  std::string url_;
  std::string id_;
  std::string token_digest_;
  base::Wall issued_at_{};
  std::optional<base::Wall> not_before_;
  std::optional<base::Wall> expires_at_;
};

}  // namespace gatehouse::jose

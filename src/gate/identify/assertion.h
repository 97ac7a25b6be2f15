// A short-lived token that the gate signs for the upstream, so that it can check for itself who was let through.
// ES256 or EdDSA, `typ: gatehouse-assertion+jwt`, an audience of its own, at most 60 seconds; made once per identity
// and half-life, not per request. Claims: iss sub aud iat exp jti, src_iss (the token's issuer), and droplet_id, roles,
// scope where the token has them. Shown by assertion_test.cc.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/crypto.h"
#include "gate/request/principal.h"

namespace gatehouse::gate {

inline constexpr std::chrono::seconds kMaxAssertionLife{60};
inline constexpr std::string_view kAssertionType = "gatehouse-assertion+jwt";  // no TokenRules take it unless told to

struct AssertionRules {
  crypto::PrivateKey key;
  crypto::Algorithm algorithm = crypto::Algorithm::kEs256;
  std::string issuer = "gatehouse";
  std::string audience;
  std::chrono::seconds life = kMaxAssertionLife;
};

// Signs, and remembers what it signed while more than half of its life is left. Bounded. One a worker, no locks.
class AssertionSigner {
 public:
  explicit AssertionSigner(AssertionRules rules, size_t max_entries = 4096);
  ~AssertionSigner();
  AssertionSigner(AssertionSigner&&) noexcept;
  AssertionSigner& operator=(AssertionSigner&&) noexcept;

  // Empty where signing failed: the caller must refuse the request. Never outlives the token it stands for
  // (`exp` ≤ the principal's). Valid until the next call.
  [[nodiscard]] std::string_view For(const Principal& principal, base::Wall now);
  [[nodiscard]] std::string Jwks() const;  // the public key, to be published

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::gate

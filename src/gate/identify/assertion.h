// A short-lived token that the gate signs for the upstream, so that the upstream can verify who was admitted.
// ES256 or EdDSA, `typ: gatehouse-assertion+jwt`, an audience of its own, at most 60 seconds; made once per identity
// and half-life, not per request. Claims: iss sub aud iat exp jti, src_iss (the token's issuer), and, if the token has
// them, droplet_id, roles, scope. Shown by assertion_test.cc.
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
inline constexpr std::string_view kAssertionType = "gatehouse-assertion+jwt";  // only TokenRules that name it accept it

struct AssertionRules {
  crypto::PrivateKey key;
  crypto::Algorithm algorithm = crypto::Algorithm::kEs256;
  std::string issuer = "gatehouse";
  std::string audience;
  std::chrono::seconds life = kMaxAssertionLife;
};

// Signs assertions and caches each one until half of its life is over. Bounded. One per worker, no locks.
class AssertionSigner {
 public:
  explicit AssertionSigner(AssertionRules rules, size_t max_entries = 4096);
  ~AssertionSigner();
  AssertionSigner(AssertionSigner&&) noexcept;
  AssertionSigner& operator=(AssertionSigner&&) noexcept;

  // Empty if signing failed: the caller must refuse the request. Never expires after the token it is based on
  // (`exp` ≤ the principal's). The result is valid until the next call.
  [[nodiscard]] std::string_view For(const Principal& principal, base::Wall now);
  [[nodiscard]] std::string Jwks() const;  // the public key, for publication

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::gate

// A verified token as the gate keeps it: its principal, rendered once, and its validity period. Shown by
// identify_token_test.cc and token_cache_test.cc.
#pragma once

#include <expected>

#include "base/clock.h"
#include "gate/request/principal.h"
#include "gate/request/reason.h"
#include "jose/jwt.h"

namespace gatehouse::gate {

class KnownToken {
 public:
  // The only way to make one.
  explicit KnownToken(jose::VerifiedJwt verified);

  [[nodiscard]] const Principal& principal() const { return *principal_; }
  [[nodiscard]] const SharedPrincipal& shared_principal() const { return principal_; }
  // Checked again at each later use: whether it is still within its validity period.
  [[nodiscard]] std::expected<void, Reason> StillValid(const jose::TokenRules& rules, base::Wall now) const;

 private:
  SharedPrincipal principal_;
  jose::Validity validity_;
};

}  // namespace gatehouse::gate

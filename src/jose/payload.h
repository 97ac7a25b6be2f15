// Reads the claims of a verified payload and checks their types; VerifiedJwt checks their values. Private to
// jose/.
// Shown by jwt_test.cc and gate/identify/identify_token_test.cc.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "jose/claims.h"
#include "jose/fault.h"
#include "jose/jwt.h"

namespace gatehouse::jose {

struct Payload {
  Claims claims;  // without key_id; its times are whole seconds
  std::optional<base::Wall> issued_at;
  std::optional<base::Wall> not_before;
  std::optional<base::Wall> expires_at;
  bool has_issuer = false;
  bool has_audience = false;
  bool bound = false;         // `cnf` (RFC 7800): the token is only for the sender with a certain key or certificate
  bool for_audience = false;  // `aud` is, or contains, the required audience
};

// A NumericDate (RFC 7519 §2): seconds since the epoch, a fraction allowed. Empty for anything else.
[[nodiscard]] std::optional<base::Wall> ReadNumericDate(const json::Value& value);

// kClaimType if a registered claim, or `droplet_id`, has the wrong type (RFC 7519 §4.1, row B5). A
// null counts as absent. Roles and scopes are read from all claims that the rules name, from a text or a list of
// texts; any other value there gives no role and no scope, and does not refuse the token.
[[nodiscard]] std::expected<Payload, Fault> ReadPayload(const json::Value& payload, const TokenRules& rules);

}  // namespace gatehouse::jose

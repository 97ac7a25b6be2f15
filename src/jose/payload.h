// The claims of a verified payload, read and typed; what they are worth is for VerifiedJwt to judge. Private to
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
  bool for_audience = false;  // `aud` is, or holds, the one that was asked for
};

// kClaimType where a registered claim, or `droplet_id`, has another type than its own (RFC 7519 §4.1, row B5). A
// null is an absent claim. Roles and scopes are read from all claims that the rules name, from a text or a list of
// texts alike; whatever else stands there names no role and no scope, and is no reason to refuse the token.
[[nodiscard]] std::expected<Payload, Fault> ReadPayload(const json::Value& payload, const TokenRules& rules);

}  // namespace gatehouse::jose

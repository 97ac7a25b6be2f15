// The claims of a verified payload, read and typed; what they are worth is for VerifiedJwt to judge. Private to
// identify/.
// Shown by jwt_test.cc.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "gate/exchange/principal.h"
#include "gate/exchange/reason.h"

namespace gatehouse::gate {

struct Claims {
  Principal principal;  // without key_id; its times are whole seconds
  std::optional<base::Wall> issued_at;
  std::optional<base::Wall> not_before;
  std::optional<base::Wall> expires_at;
  bool has_issuer = false;
  bool has_audience = false;
  bool for_audience = false;  // `aud` is, or holds, the one that was asked for
};

// kTokenClaimType where a claim that we know has another type than its own (RFC 7519 §4.1, RFC 8693 §4.2, row B5).
[[nodiscard]] std::expected<Claims, Reason> ReadClaims(const json::Value& payload, std::string_view audience);

}  // namespace gatehouse::gate

// The token in an Authorization header (RFC 6750 §2.1). Shown by identify_token_test.cc.
#pragma once

#include <expected>
#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::gate {

// What stands behind "Bearer" and its spaces in an Authorization header: kTokenMissing, kTokenFormat. "Bearer" is
// case-insensitive (RFC 9110 §11.1), spaces are one or more (§11.4).
[[nodiscard]] std::expected<std::string_view, Reason> BearerCredentials(std::string_view authorization);
// The same, and it is one token: kTokenFormat where a space or a comma stands in it.
[[nodiscard]] std::expected<std::string_view, Reason> BearerToken(std::string_view authorization);

}  // namespace gatehouse::gate

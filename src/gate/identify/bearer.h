// The token in an Authorization header (RFC 6750 §2.1, RFC 9449 §7.1). Shown by identify_token_test.cc.
#pragma once

#include <expected>
#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::gate {

// The text after "Bearer" and its spaces in an Authorization header; kTokenMissing, kTokenFormat. "Bearer" is
// case-insensitive (RFC 9110 §11.1), followed by one or more spaces (§11.4).
[[nodiscard]] std::expected<std::string_view, Reason> BearerCredentials(std::string_view authorization);
// The same for exactly one token: kTokenFormat if the text contains a space or a comma.
[[nodiscard]] std::expected<std::string_view, Reason> BearerToken(std::string_view authorization);

// Whether the header's scheme is DPoP: then the request needs a proof as well.
[[nodiscard]] bool UsesDpop(std::string_view authorization);
// BearerToken with the scheme DPoP.
[[nodiscard]] std::expected<std::string_view, Reason> DpopToken(std::string_view authorization);

}  // namespace gatehouse::gate

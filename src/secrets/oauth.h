// What token endpoints share (RFC 6749, RFC 8693): how a token and a refusal are read. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "fetch/fetch.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// The token of an answer {"access_token", "expires_in"}; what metadata servers give too.
[[nodiscard]] std::expected<AccessToken, ProviderError> ReadTokenAnswer(const fetch::Answer& answer,
                                                                        std::string_view service, base::Wall now);

// The `error` of a refusal where it is one that is known: "invalid_grant". Anything else may be what was sent: empty.
[[nodiscard]] std::string_view OAuthError(const fetch::Answer& answer);

// " (400, invalid_grant)"
[[nodiscard]] std::string Refusal(const fetch::Answer& answer);

// A form as a POST.
[[nodiscard]] fetch::Request FormRequest(std::string url, base::SecretString body);

}  // namespace gatehouse::secrets

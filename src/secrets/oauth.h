// Shared by all token endpoints (RFC 6749, RFC 8693): reads a token or a refusal. Shown by
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

// The token in an answer {"access_token", "expires_in"}, which metadata servers return too.
[[nodiscard]] std::expected<AccessToken, ProviderError> ReadTokenAnswer(const fetch::Answer& answer,
                                                                        std::string_view service, base::Wall now);

// The `error` of a refusal if it is a known one: "invalid_grant". Else empty: an unknown text may repeat the request.
[[nodiscard]] std::string_view OAuthError(const fetch::Answer& answer);

// " (400, invalid_grant)"
[[nodiscard]] std::string Refusal(const fetch::Answer& answer);

// A POST request with a form as its body.
[[nodiscard]] fetch::Request FormRequest(std::string url, base::SecretString body);

}  // namespace gatehouse::secrets

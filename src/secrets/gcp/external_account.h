// Workload identity federation: a token of another identity provider (from a file, a URL, or AWS's statement of our
// identity) is exchanged for a Google token (RFC 8693), and that for a service account's. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// For the type external_account. The source is read again for every token.
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInWithExternalAccount(const json::Value& credentials,
                                                                                 const std::string& origin,
                                                                                 base::Wall now);

}  // namespace gatehouse::secrets

// Workload identity federation: a token of another identity provider (in a file, behind a URL, or AWS' word for who we
// are) is exchanged for one of Google's (RFC 8693), and that for a service account's. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Of the type external_account. What is read again for every token: the source.
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInWithExternalAccount(const json::Value& credentials,
                                                                                 const std::string& origin,
                                                                                 base::Wall now);

}  // namespace gatehouse::secrets

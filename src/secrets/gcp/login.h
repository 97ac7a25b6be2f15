// Finds Google credentials as Google's own clients do (Application Default Credentials): the file that
// GOOGLE_APPLICATION_CREDENTIALS names, the login of gcloud, the metadata server. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

inline constexpr std::string_view kTokenEndpoint = "Google's token endpoint";  // in messages

[[nodiscard]] std::expected<AccessToken, ProviderError> LogInToGoogle(base::Wall now);

// Uses the credentials of a file, whatever their type. `origin` is the file's name, for errors.
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInWithGoogleFile(const json::Value& credentials,
                                                                            const std::string& origin, base::Wall now);

}  // namespace gatehouse::secrets

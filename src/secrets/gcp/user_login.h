// A person's login in gcloud's application_default_credentials.json: a refresh token, exchanged for an
// access token (RFC 6749 §6). Shown by tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// For the types authorized_user and external_account_authorized_user (`gcloud auth application-default login
// --login-config`, for people of another identity provider).
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInWithUser(const json::Value& credentials,
                                                                      const std::string& origin, base::Wall now);

}  // namespace gatehouse::secrets

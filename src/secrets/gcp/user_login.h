// The login of a person that gcloud leaves in application_default_credentials.json: a refresh token, which is worth an
// access token (RFC 6749 §6). Shown by tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Of the type authorized_user, or external_account_authorized_user (`gcloud auth application-default login
// --login-config`, where another identity provider knows the person).
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInWithUser(const json::Value& credentials,
                                                                      const std::string& origin, base::Wall now);

}  // namespace gatehouse::secrets

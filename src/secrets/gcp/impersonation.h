// Gets a service account's token for an identity that may act as it (roles/iam.serviceAccountTokenCreator). Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret_string.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

struct Impersonation {
  std::string url;                     // …/serviceAccounts/EMAIL:generateAccessToken
  std::vector<std::string> delegates;  // each may act as the next one
  std::chrono::seconds life{3600};
};
[[nodiscard]] std::expected<AccessToken, ProviderError> Impersonate(const Impersonation& target,
                                                                    const base::SecretString& token,
                                                                    const std::string& origin, base::Wall now);

// For the type impersonated_service_account: source_credentials of another type, and the account to act as.
[[nodiscard]] std::expected<AccessToken, ProviderError> LogInByImpersonation(const json::Value& credentials,
                                                                             const std::string& origin, base::Wall now);

}  // namespace gatehouse::secrets

// Access tokens for Azure Key Vault: of a client of Entra ID, a managed identity, or a person who has logged in with
// `az`. Shown by tests/secrets/test_azure.py, tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// The clouds that there are: who gives tokens, and what they are for.
struct AzureCloud {
  std::string authority;     // "https://login.microsoftonline.com"
  std::string vault_domain;  // "vault.azure.net"

  [[nodiscard]] std::string Resource() const { return "https://" + vault_domain; }
};
// By AZURE_AUTHORITY_HOST; Azure's public cloud without it.
[[nodiscard]] std::expected<AzureCloud, ProviderError> AzureCloudFromEnvironment();

[[nodiscard]] std::expected<AccessToken, ProviderError> LogInToAzure(const AzureCloud& cloud, base::Wall now);

}  // namespace gatehouse::secrets

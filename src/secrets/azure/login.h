// Access tokens for Azure Key Vault: for a client of Entra ID, a managed identity, or a person logged in with
// `az`. Shown by tests/secrets/test_azure.py, tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// An Azure cloud: its authority, and the domain of its vaults.
struct AzureCloud {
  std::string authority;     // "https://login.microsoftonline.com"
  std::string vault_domain;  // "vault.azure.net"

  [[nodiscard]] std::string Resource() const { return "https://" + vault_domain; }
};
// Chosen by AZURE_AUTHORITY_HOST; the public cloud if it is not set.
[[nodiscard]] std::expected<AzureCloud, ProviderError> AzureCloudFromEnvironment();

[[nodiscard]] std::expected<AccessToken, ProviderError> LogInToAzure(const AzureCloud& cloud, base::Wall now);

}  // namespace gatehouse::secrets

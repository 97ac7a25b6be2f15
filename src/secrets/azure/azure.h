// ref+azurekeyvault://VAULT/NAME[?version=V]: Azure Key Vault. VAULT is a vault's name, or its host in the domain of
// the cloud: no other host gets a token. Shown by azure_test.cc, tests/secrets/test_azure.py.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "secrets/azure/login.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

class AzureProvider : public Provider {
 public:
  AzureProvider();

  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  [[nodiscard]] std::expected<void, ProviderError> Challenge(const std::string& vault, const std::string& url);

  const std::expected<AzureCloud, ProviderError> cloud_;
  TokenCache tokens_;
  std::mutex mutex_;
  std::set<std::string> known_vaults_;  // vaults that have requested a token of this cloud
};

// Whether a WWW-Authenticate challenge requests a bearer token for `resource`, in its resource or its scope.
[[nodiscard]] bool AsksForTokenOf(std::string_view challenge, std::string_view resource);

}  // namespace gatehouse::secrets

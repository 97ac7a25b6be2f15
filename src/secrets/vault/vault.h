// ref+vault://MOUNT/PATH[?version=N][&mount=M][&namespace=NS]#/field: the KV store, version 2 or 1, of HashiCorp Vault
// and OpenBao; of other engines what is had by reading (database/creds/ROLE), with its lease. The address and the
// credentials come from the environment and never from a reference: a planted one could send the token elsewhere. Shown
// by tests/secrets/test_vault.py.
#pragma once

#include <memory>

#include "fetch/fetch.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"
#include "secrets/vault/leases.h"
#include "secrets/vault/settings.h"

namespace gatehouse::secrets {

class VaultProvider : public Provider {
 public:
  // What is wrong with the settings is told by the first Get.
  explicit VaultProvider(std::expected<VaultSettings, ProviderError> settings);
  // Gives a token back that a login made.
  ~VaultProvider() override;
  VaultProvider(const VaultProvider&) = delete;
  VaultProvider& operator=(const VaultProvider&) = delete;

  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;
  void Hold(bool replaced) override;
  [[nodiscard]] bool IsHolding() override { return leases_ && !leases_->empty(); }

 private:
  [[nodiscard]] bool LogsInItself() const;
  // A secret of an engine that makes a new one for each reader.
  [[nodiscard]] std::expected<Fetched, ProviderError> ReadDynamic(const std::string& key, const std::string& name,
                                                                  const std::string& name_space, base::Wall now);
  [[nodiscard]] std::expected<std::chrono::seconds, ProviderError> RenewLease(const VaultLease& lease);
  void RevokeLease(const VaultLease& lease);
  // With the token of the login; once more with a new one where that was revoked.
  [[nodiscard]] std::expected<fetch::Answer, ProviderError> Read(const std::string& path, std::string_view name_space,
                                                                 base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> Mint(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> LogIn(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> Renew(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> ReadLease(const fetch::Answer& answer, base::Wall now);
  [[nodiscard]] fetch::Request MakeRequest(std::string method, const std::string& path,
                                           std::string_view name_space) const;

  const std::expected<VaultSettings, ProviderError> settings_;
  base::SecretString login_token_;  // what the last login or renewal gave; only Mint touches it while anybody asks
  bool renewable_ = false;
  TokenCache tokens_;
  std::unique_ptr<VaultLeases> leases_;  // where somebody holds them
};

}  // namespace gatehouse::secrets

// ref+vault://MOUNT/PATH[?version=N][&mount=M][&namespace=NS]#/field: the KV store, version 2 or 1, of HashiCorp Vault
// and OpenBao; also engines that create a secret on reading (database/creds/ROLE), with its lease. The address and the
// credentials come from the environment, never from a reference: a planted one could send the token elsewhere. Shown
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
  // The first Get reports what is wrong with the settings.
  explicit VaultProvider(std::expected<VaultSettings, ProviderError> settings);
  // Revokes the token if a login created it.
  ~VaultProvider() override;
  VaultProvider(const VaultProvider&) = delete;
  VaultProvider& operator=(const VaultProvider&) = delete;

  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;
  void Hold(bool replaced) override;
  [[nodiscard]] bool IsHolding() override { return leases_ && !leases_->empty(); }

 private:
  [[nodiscard]] bool LogsInItself() const;
  // Reads a secret of an engine that creates a new one for each reader.
  [[nodiscard]] std::expected<Fetched, ProviderError> ReadDynamic(const std::string& key, const std::string& name,
                                                                  const std::string& name_space, base::Wall now);
  [[nodiscard]] std::expected<std::chrono::seconds, ProviderError> RenewLease(const VaultLease& lease);
  void RevokeLease(const VaultLease& lease);
  // Uses the login's token; if it was revoked, retries once with a new one.
  [[nodiscard]] std::expected<fetch::Answer, ProviderError> Read(const std::string& path, std::string_view name_space,
                                                                 base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> Mint(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> LogIn(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> Renew(base::Wall now);
  [[nodiscard]] std::expected<AccessToken, ProviderError> ReadLease(const fetch::Answer& answer, base::Wall now);
  [[nodiscard]] fetch::Request MakeRequest(std::string method, const std::string& path,
                                           std::string_view name_space) const;

  const std::expected<VaultSettings, ProviderError> settings_;
  base::SecretString login_token_;  // from the last login or renewal; only Mint may use it while requests are possible
  bool renewable_ = false;
  TokenCache tokens_;
  std::unique_ptr<VaultLeases> leases_;  // set if a program uses leases
};

}  // namespace gatehouse::secrets

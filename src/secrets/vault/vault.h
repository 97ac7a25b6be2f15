// ref+vault://MOUNT/PATH[?version=N][&mount=M][&namespace=NS]#/field: the KV store, version 2 or 1, of HashiCorp Vault
// and OpenBao; also engines that create a secret on reading (database/creds/ROLE), with its lease. The address and the
// credentials come from the environment, never from a reference: a planted one could send the token elsewhere. Shown
// by tests/secrets/test_vault.py.
#pragma once

#include <memory>
#include <optional>
#include <string>

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
  // A reference, as Vault is asked for it.
  struct Question {
    std::string key;  // as the cache knows it
    std::string mount;
    std::string path;     // below the mount
    std::string version;  // empty: the newest
    std::string name_space;

    [[nodiscard]] std::string WholePath() const { return mount + "/" + path; }
  };
  [[nodiscard]] std::expected<Question, ProviderError> QuestionOf(const Reference& reference) const;
  [[nodiscard]] static std::string Kv2Path(const Question& question);

  [[nodiscard]] bool LogsInItself() const;
  // Asks a KV store of version 2, which most mounts are.
  [[nodiscard]] std::expected<fetch::Answer, ProviderError> ReadKv2(const Question& question, base::Wall now);
  [[nodiscard]] std::expected<Fetched, ProviderError> Kv2Secret(const fetch::Answer& answer, const Question& question,
                                                                base::Wall now) const;
  [[nodiscard]] std::expected<Fetched, ProviderError> ReadKv1(const Question& question, base::Wall now);
  // Reads a secret of an engine that creates a new one for each reader.
  [[nodiscard]] std::expected<Fetched, ProviderError> ReadDynamic(const Question& question, base::Wall now);
  // Asks Vault what is mounted there, and reads the secret accordingly: a KV store of version 1, another engine, or a
  // mount whose name has several parts. No value if Vault does not say, or if it is what ReadKv2 asked for.
  [[nodiscard]] std::optional<std::expected<Fetched, ProviderError>> ReadAsMounted(const Question& question,
                                                                                   base::Wall now);
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

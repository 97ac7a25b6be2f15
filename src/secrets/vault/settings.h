// Where Vault or OpenBao is and who we are there, as their own command lines read it from the environment: BAO_… wins
// over VAULT_…. Shown by tests/secrets/test_vault.py.
#pragma once

#include <expected>
#include <string>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct VaultSettings {
  enum class Login : uint8_t { kToken, kAppRole, kKubernetes };

  std::string address;
  std::string name_space;  // X-Vault-Namespace
  std::string ca_file;
  std::string client_certificate;
  std::string client_key;
  bool skip_verify = false;

  Login login = Login::kToken;
  base::SecretString token;      // kToken
  std::string mount;             // of the login: "approle", "kubernetes"
  std::string role;              // role_id, or the Kubernetes role
  base::SecretString secret_id;  // kAppRole
  std::string jwt_file;          // kKubernetes: read again for every login
};

// kMisused where something is missing or is there twice (NAME and NAME_FILE).
[[nodiscard]] std::expected<VaultSettings, ProviderError> VaultSettingsFromEnvironment();

}  // namespace gatehouse::secrets

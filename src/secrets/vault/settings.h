// The address of Vault or OpenBao and our credentials there, from the same environment variables as their command
// lines use: BAO_… wins over VAULT_…. Shown by tests/secrets/test_vault.py.
#pragma once

#include <expected>
#include <string>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct VaultSettings {
  // kNone: an agent behind a Unix socket adds the token.
  enum class Login : uint8_t { kToken, kAppRole, kKubernetes, kJwt, kNone };

  std::string address;
  std::string unix_socket;  // instead of the address's host: VAULT_ADDR=unix:///run/vault/agent.sock
  std::string name_space;   // X-Vault-Namespace
  std::string ca_file;
  std::string ca_folder;
  std::string client_certificate;
  std::string client_key;
  bool skip_verify = false;

  Login login = Login::kToken;
  base::SecretString token;      // kToken
  std::string mount;             // of the login method: "approle", "kubernetes", "jwt"
  std::string role;              // role_id, or the role of the other two methods
  base::SecretString secret_id;  // kAppRole
  std::string jwt_file;          // kKubernetes, kJwt: read again for every login
  base::SecretString jwt;        // kJwt, if there is no file
};

// kMisused if a setting is missing or given twice (NAME and NAME_FILE).
[[nodiscard]] std::expected<VaultSettings, ProviderError> VaultSettingsFromEnvironment();

}  // namespace gatehouse::secrets

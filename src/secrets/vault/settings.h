// Where Vault or OpenBao is and who we are there, as their own command lines read it from the environment: BAO_… wins
// over VAULT_…. Shown by tests/secrets/test_vault.py.
#pragma once

#include <expected>
#include <string>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct VaultSettings {
  // kNone: an agent behind a Unix socket logs in for us.
  enum class Login : uint8_t { kToken, kAppRole, kKubernetes, kJwt, kNone };

  std::string address;
  std::string unix_socket;  // instead of the address' host: VAULT_ADDR=unix:///run/vault/agent.sock
  std::string name_space;   // X-Vault-Namespace
  std::string ca_file;
  std::string ca_folder;
  std::string client_certificate;
  std::string client_key;
  bool skip_verify = false;

  Login login = Login::kToken;
  base::SecretString token;      // kToken
  std::string mount;             // of the login: "approle", "kubernetes", "jwt"
  std::string role;              // role_id, or the role of the other two
  base::SecretString secret_id;  // kAppRole
  std::string jwt_file;          // kKubernetes, kJwt: read again for every login
  base::SecretString jwt;        // kJwt, where there is no file
};

// kMisused where something is missing or is there twice (NAME and NAME_FILE).
[[nodiscard]] std::expected<VaultSettings, ProviderError> VaultSettingsFromEnvironment();

}  // namespace gatehouse::secrets

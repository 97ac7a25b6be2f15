#include "secrets/vault/settings.h"

#include "base/bytes.h"
#include "base/file.h"
#include "secrets/answer.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

std::string Variable(const std::string& name) {
  std::string value = Environment(("BAO_" + name).c_str());
  return value.empty() ? Environment(("VAULT_" + name).c_str()) : value;
}

// NAME, or the content of the file that NAME_FILE names.
std::expected<base::SecretString, ProviderError> SecretVariable(const std::string& name) {
  std::string value = Variable(name);
  const std::string file = Variable(name + "_FILE");
  if (file.empty()) return base::SecretString(std::move(value));
  if (!value.empty()) {
    base::Wipe(value);
    return Refuse(Fault::kMisused, "Both are set: VAULT_" + name + " and VAULT_" + name + "_FILE", {}, "unset one");
  }
  auto read = ReadSecretFile(file);
  if (!read) return std::unexpected(std::move(read.error()));
  return std::move(read->value);
}

std::expected<bool, ProviderError> Flag(const std::string& name) {
  const std::string value = base::AsciiLower(Variable(name));
  if (value.empty() || value == "0" || value == "false" || value == "f") return false;
  if (value == "1" || value == "true" || value == "t") return true;
  return Refuse(Fault::kMisused, "VAULT_" + name + " is neither true nor false", {}, "set it to true or false");
}

std::expected<void, ProviderError> ReadToken(VaultSettings& settings) {
  auto token = SecretVariable("TOKEN");
  if (!token) return std::unexpected(std::move(token.error()));
  settings.token = std::move(*token);
  const std::string home = Environment("HOME");
  if (settings.token.empty() && !home.empty()) {
    if (auto file = ReadSecretFile(home + "/.vault-token")) settings.token = std::move(file->value);  // `vault login`
  }
  if (!settings.token.empty()) return {};
  return Refuse(Fault::kMisused, "There is no Vault token", {},
                "set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE, or log in with "
                "`vault login`");
}

std::expected<void, ProviderError> ReadAppRole(VaultSettings& settings) {
  settings.login = VaultSettings::Login::kAppRole;
  settings.role = Variable("ROLE_ID");
  settings.mount = Variable("APPROLE_MOUNT");
  if (settings.mount.empty()) settings.mount = "approle";
  auto secret_id = SecretVariable("SECRET_ID");
  if (!secret_id) return std::unexpected(std::move(secret_id.error()));
  settings.secret_id = std::move(*secret_id);
  if (settings.role.empty()) {
    return Refuse(Fault::kMisused, "The AppRole login has no role", {}, "set VAULT_ROLE_ID");
  }
  return {};
}

std::expected<void, ProviderError> ReadKubernetes(VaultSettings& settings) {
  settings.login = VaultSettings::Login::kKubernetes;
  settings.role = Variable("KUBERNETES_ROLE");
  settings.mount = Variable("KUBERNETES_MOUNT");
  if (settings.mount.empty()) settings.mount = "kubernetes";
  settings.jwt_file = Variable("KUBERNETES_TOKEN_FILE");
  if (settings.jwt_file.empty()) settings.jwt_file = kServiceAccountToken;
  if (settings.role.empty()) {
    return Refuse(Fault::kMisused, "The Kubernetes login has no role", {}, "set VAULT_KUBERNETES_ROLE");
  }
  return {};
}

// What VAULT_AUTH_METHOD says; without it, what is there: a token first.
std::expected<void, ProviderError> ReadLogin(VaultSettings& settings) {
  const std::string method = Variable("AUTH_METHOD");
  const bool has_token = !Variable("TOKEN").empty() || !Variable("TOKEN_FILE").empty();
  if (method == "approle" || (method.empty() && !has_token && !Variable("ROLE_ID").empty())) {
    return ReadAppRole(settings);
  }
  if (method == "kubernetes" || (method.empty() && !has_token && !Variable("KUBERNETES_ROLE").empty())) {
    return ReadKubernetes(settings);
  }
  if (!method.empty() && method != "token") {
    return Refuse(Fault::kMisused, "VAULT_AUTH_METHOD is unknown", {}, "set it to token, approle or kubernetes");
  }
  return ReadToken(settings);
}

}  // namespace

std::expected<VaultSettings, ProviderError> VaultSettingsFromEnvironment() {
  VaultSettings settings;
  settings.address = Variable("ADDR");
  if (settings.address.empty()) {
    return Refuse(Fault::kMisused, "VAULT_ADDR is not set", {}, "set it to https://host:8200");
  }
  const auto skip_verify = Flag("SKIP_VERIFY");
  if (!skip_verify) return std::unexpected(skip_verify.error());
  settings.skip_verify = *skip_verify;
  if (!settings.skip_verify) {
    auto address = CheckEndpoint(settings.address, "VAULT_ADDR");
    if (!address) return std::unexpected(std::move(address.error()));
    settings.address = std::move(*address);
  }
  while (settings.address.ends_with('/')) settings.address.pop_back();
  settings.name_space = Variable("NAMESPACE");
  settings.ca_file = Variable("CACERT");
  settings.client_certificate = Variable("CLIENT_CERT");
  settings.client_key = Variable("CLIENT_KEY");
  if (auto login = ReadLogin(settings); !login) return std::unexpected(std::move(login.error()));
  return settings;
}

}  // namespace gatehouse::secrets

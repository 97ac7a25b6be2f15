#include "secrets/vault/settings.h"

#include "base/bytes.h"
#include "base/file.h"
#include "secrets/answer.h"
#include "secrets/exposure.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

std::string Variable(const std::string& name) {
  std::string value = Environment(("BAO_" + name).c_str());
  return value.empty() ? Environment(("VAULT_" + name).c_str()) : value;
}

// The value of NAME, or the content of the file that NAME_FILE names.
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
    const std::string path = home + "/.vault-token";  // written by `vault login`
    auto file = ReadSecretFile(path);
    if (!file && file.error().fault != Fault::kAbsent) return std::unexpected(std::move(file.error()));
    if (file) {
      WarnIfEveryoneCanRead(path, "the token of vault login");
      settings.token = std::move(file->value);
    }
  }
  if (!settings.token.empty()) return {};
  if (!settings.unix_socket.empty() || !Variable("AGENT_ADDR").empty()) {
    settings.login = VaultSettings::Login::kNone;
    return {};
  }
  return Refuse(Fault::kMisused, "There is no Vault token", {},
                "log in with `vault login`, or set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or "
                "VAULT_KUBERNETES_ROLE, or VAULT_JWT_ROLE");
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

// A token of an identity provider, for example of a CI job or a machine.
std::expected<void, ProviderError> ReadJwt(VaultSettings& settings) {
  settings.login = VaultSettings::Login::kJwt;
  settings.role = Variable("JWT_ROLE");
  settings.mount = Variable("JWT_MOUNT");
  if (settings.mount.empty()) settings.mount = "jwt";
  settings.jwt_file = Variable("JWT_FILE");
  std::string jwt = Variable("JWT");
  const bool both = !jwt.empty() && !settings.jwt_file.empty();
  const bool none = jwt.empty() && settings.jwt_file.empty();
  settings.jwt = base::SecretString(std::move(jwt));
  if (both) return Refuse(Fault::kMisused, "Both are set: VAULT_JWT and VAULT_JWT_FILE", {}, "unset one");
  if (none) return Refuse(Fault::kMisused, "The JWT login has no token", {}, "set VAULT_JWT_FILE, or VAULT_JWT");
  if (settings.role.empty()) return Refuse(Fault::kMisused, "The JWT login has no role", {}, "set VAULT_JWT_ROLE");
  return {};
}

// Uses VAULT_AUTH_METHOD; without it, the first credential that exists: a token first.
std::expected<void, ProviderError> ReadLogin(VaultSettings& settings) {
  const std::string method = Variable("AUTH_METHOD");
  const bool has_token = !Variable("TOKEN").empty() || !Variable("TOKEN_FILE").empty();
  if (method == "approle" || (method.empty() && !has_token && !Variable("ROLE_ID").empty())) {
    return ReadAppRole(settings);
  }
  if (method == "kubernetes" || (method.empty() && !has_token && !Variable("KUBERNETES_ROLE").empty())) {
    return ReadKubernetes(settings);
  }
  if (method == "jwt" || method == "oidc" || (method.empty() && !has_token && !Variable("JWT_ROLE").empty())) {
    return ReadJwt(settings);
  }
  if (!method.empty() && method != "token") {
    return Refuse(Fault::kMisused, "VAULT_AUTH_METHOD is not a known method", {},
                  "set it to token, approle, kubernetes or jwt");
  }
  return ReadToken(settings);
}

}  // namespace

std::expected<VaultSettings, ProviderError> VaultSettingsFromEnvironment() {
  VaultSettings settings;
  settings.address = Variable("AGENT_ADDR");  // an agent on this machine, which Vault's own command line prefers too
  if (settings.address.empty()) settings.address = Variable("ADDR");
  if (settings.address.empty()) {
    return Refuse(Fault::kMisused, "VAULT_ADDR is not set", {}, "set it to https://host:8200");
  }
  constexpr std::string_view kUnix = "unix://";
  if (settings.address.starts_with(kUnix)) {
    settings.unix_socket = settings.address.substr(kUnix.size());
    if (!settings.unix_socket.starts_with('/')) {
      return Refuse(Fault::kMisused, "VAULT_ADDR has no socket path", {}, "write unix:///run/vault/agent.sock");
    }
    settings.address = "http://localhost";
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
  if (settings.ca_file.empty()) settings.ca_folder = Variable("CAPATH");
  settings.client_certificate = Variable("CLIENT_CERT");
  settings.client_key = Variable("CLIENT_KEY");
  if (auto login = ReadLogin(settings); !login) return std::unexpected(std::move(login.error()));
  return settings;
}

}  // namespace gatehouse::secrets

#include "secrets/azure/login.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.h"
#include "secrets/answer.h"
#include "secrets/azure/azure_cli.h"
#include "secrets/azure/entra.h"
#include "secrets/azure/managed_identity.h"

namespace gatehouse::secrets {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kClouds = {
    {{"https://login.microsoftonline.com", "vault.azure.net"},
     {"https://login.chinacloudapi.cn", "vault.azure.cn"},
     {"https://login.microsoftonline.us", "vault.usgovcloudapi.net"}}};

using Step = std::expected<std::optional<AccessToken>, ProviderError>;

// Each kind of login, in the order of Azure's own clients, and the values of AZURE_TOKEN_CREDENTIALS that select it.
struct Way {
  Step (*ask)(const AzureCloud& cloud, base::Wall now);
  std::array<std::string_view, 3> words;
};
constexpr std::array<Way, 3> kWays = {
    {{AskEntra, {"prod", "environmentcredential", "workloadidentitycredential"}},
     {AskManagedIdentity, {"prod", "managedidentitycredential", "managedidentitycredential"}},
     {AskAzureCli, {"dev", "azureclicredential", "azureclicredential"}}}};

}  // namespace

std::expected<AzureCloud, ProviderError> AzureCloudFromEnvironment() {
  std::string named = Environment("AZURE_AUTHORITY_HOST");
  if (named.empty()) named = kClouds.front().first;
  if (!named.contains("://")) named = "https://" + named;
  auto authority = CheckEndpoint(named, "AZURE_AUTHORITY_HOST");
  if (!authority) return std::unexpected(std::move(authority.error()));
  for (const auto& [host, domain] : kClouds) {
    if (*authority == host) return AzureCloud{*authority, std::string(domain)};
  }
  return AzureCloud{*authority, std::string(kClouds.front().second)};  // an emulator, or a private cloud
}

std::expected<AccessToken, ProviderError> LogInToAzure(const AzureCloud& cloud, base::Wall now) {
  const std::string wanted = base::AsciiLower(Environment("AZURE_TOKEN_CREDENTIALS"));
  std::optional<ProviderError> refused;
  bool known = wanted.empty();
  for (const Way& way : kWays) {
    if (!wanted.empty() && std::ranges::find(way.words, wanted) == way.words.end()) continue;
    known = true;
    auto found = way.ask(cloud, now);
    if (found && *found) return std::move(**found);
    if (found) continue;
    // An Azure machine without an identity may be a person's, with a login by `az`.
    if (way.ask != AskManagedIdentity || found.error().fault != Fault::kDenied) {
      return std::unexpected(std::move(found.error()));
    }
    refused = std::move(found.error());
  }
  if (refused) return std::unexpected(std::move(*refused));
  if (!known) {
    return Refuse(Fault::kMisused, "AZURE_TOKEN_CREDENTIALS names an unknown way to log in", {},
                  "dev (az), prod, EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential or "
                  "AzureCliCredential");
  }
  return Refuse(Fault::kMisused, "There are no Azure credentials", {},
                "az login; or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, "
                "AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE; or run where an identity is assigned");
}

}  // namespace gatehouse::secrets

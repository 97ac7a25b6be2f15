#include "secrets/azure/login.h"

#include <array>
#include <charconv>

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kEntra = "Entra ID";
constexpr const char* kManaged = "The managed identity";
constexpr std::chrono::milliseconds kMetadataPatience{3'000};  // elsewhere than on Azure nobody answers
constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kClouds = {
    {{"https://login.microsoftonline.com", "vault.azure.net"},
     {"https://login.chinacloudapi.cn", "vault.azure.cn"},
     {"https://login.microsoftonline.us", "vault.usgovcloudapi.net"}}};

// A number, or a number in a string, as the managed identities have it.
std::optional<int64_t> Seconds(const json::Value& root, std::string_view name) {
  const auto found = root.Member(name);
  if (!found) return {};
  const std::string_view text = found->Raw();
  int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size()) return {};
  return seconds;
}

std::expected<AccessToken, ProviderError> ReadToken(const fetch::Answer& answer, const char* service,
                                                    const std::string& where, base::Wall now) {
  constexpr int64_t kMostSeconds = int64_t{7} * 24 * 3600;
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, std::string(service) + " gave no JSON object", where);
  const std::string_view token = FindString(body.root(), {"access_token"});
  auto life = Seconds(body.root(), "expires_in");
  if (const auto end = Seconds(body.root(), "expires_on"); !life && end) {
    life = *end - std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  }
  if (token.empty() || !life || *life <= 0 || *life > kMostSeconds) {
    return Refuse(Fault::kMalformed, std::string(service) + " gave no token, or one without an end", where);
  }
  return AccessToken{base::SecretString(std::string(token)), now + std::chrono::seconds(*life)};
}

std::expected<AccessToken, ProviderError> AskEntra(const AzureCloud& cloud, const std::string& tenant,
                                                   const std::string& client, base::Wall now) {
  if (tenant.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-") !=
      std::string::npos) {
    return Refuse(Fault::kMisused, "AZURE_TENANT_ID is not a tenant", {}, "set it to the tenant's id or domain");
  }
  fetch::Request request{.method = "POST", .url = cloud.authority + "/" + tenant + "/oauth2/v2.0/token"};
  const std::string where = request.url;
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-www-form-urlencoded"))});
  const std::string scope = cloud.Resource() + "/.default";
  if (const base::SecretString secret(Environment("AZURE_CLIENT_SECRET")); !secret.empty()) {
    request.body = fetch::FormBody({{"grant_type", "client_credentials"},
                                    {"client_id", client},
                                    {"client_secret", secret.Reveal()},
                                    {"scope", scope}});
  } else {
    const auto assertion = ReadSecretFile(Environment("AZURE_FEDERATED_TOKEN_FILE"));  // it is replaced every hour
    if (!assertion) return std::unexpected(assertion.error());
    request.body = fetch::FormBody({{"grant_type", "client_credentials"},
                                    {"client_id", client},
                                    {"client_assertion_type", kJwtBearer},
                                    {"client_assertion", assertion->value.Reveal()},
                                    {"scope", scope}});
  }
  const auto answer = Ask(std::move(request), kEntra);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "Entra ID refuses the login (" + std::to_string(answer->status) + ")", where,
                  "check AZURE_TENANT_ID, AZURE_CLIENT_ID, and the client's secret or federated token");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kEntra, where, now));
  return ReadToken(*answer, kEntra, where, now);
}

std::expected<AccessToken, ProviderError> AskManagedIdentity(const AzureCloud& cloud, const std::string& client,
                                                             base::Wall now) {
  const std::string named = Environment("IDENTITY_ENDPOINT");
  const bool app_service = !named.empty();
  std::string url = named;
  std::string path;
  if (!app_service) {
    url = Environment("AZURE_POD_IDENTITY_AUTHORITY_HOST");
    if (url.empty()) url = "http://169.254.169.254";
    path = "/metadata/identity/oauth2/token";
  }
  const auto endpoint = CheckEndpoint(url, app_service ? "IDENTITY_ENDPOINT" : "AZURE_POD_IDENTITY_AUTHORITY_HOST");
  if (!endpoint) return std::unexpected(endpoint.error());
  const std::string where = *endpoint + path;
  fetch::Request request{.url = where + "?api-version=" + (app_service ? "2019-08-01" : "2018-02-01") +
                                "&resource=" + base::PercentEncode(cloud.Resource())};
  if (!client.empty()) request.url += "&client_id=" + base::PercentEncode(client);
  request.connect_timeout = request.timeout = kMetadataPatience;
  if (app_service) {
    request.headers.push_back({"X-IDENTITY-HEADER", base::SecretString(Environment("IDENTITY_HEADER"))});
  } else {
    request.headers.push_back({"Metadata", base::SecretString(std::string("true"))});
  }
  const auto answer = Ask(std::move(request), kManaged);
  if (!answer) {
    if (app_service) return std::unexpected(answer.error());
    return Refuse(Fault::kMisused, "There are no Azure credentials", {},
                  "set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_FEDERATED_TOKEN_FILE, or run "
                  "where an identity is assigned");
  }
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "The managed identity is refused (" + std::to_string(answer->status) + ")", where,
                  "assign an identity to this machine, or name it by AZURE_CLIENT_ID");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kManaged, where, now));
  return ReadToken(*answer, kManaged, where, now);
}

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
  return AzureCloud{*authority, std::string(kClouds.front().second)};  // an emulator, or a private one
}

std::expected<AccessToken, ProviderError> LogInToAzure(const AzureCloud& cloud, base::Wall now) {
  const std::string tenant = Environment("AZURE_TENANT_ID");
  const std::string client = Environment("AZURE_CLIENT_ID");
  const bool has_proof =
      !Environment("AZURE_CLIENT_SECRET").empty() || !Environment("AZURE_FEDERATED_TOKEN_FILE").empty();
  if (!has_proof) return AskManagedIdentity(cloud, client, now);
  if (tenant.empty() || client.empty()) {
    return Refuse(Fault::kMisused, "AZURE_TENANT_ID or AZURE_CLIENT_ID is not set", {}, "set both");
  }
  return AskEntra(cloud, tenant, client, now);
}

}  // namespace gatehouse::secrets

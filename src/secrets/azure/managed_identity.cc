#include "secrets/azure/managed_identity.h"

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/azure/token_answer.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kManaged = "The managed identity";
// Outside Azure nothing answers, and a person waits for the next kind of login.
constexpr std::chrono::milliseconds kConnectPatience{1'000};
constexpr std::chrono::milliseconds kMetadataPatience{3'000};

}  // namespace

std::expected<std::optional<AccessToken>, ProviderError> AskManagedIdentity(const AzureCloud& cloud, base::Wall now) {
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
  if (const std::string client = Environment("AZURE_CLIENT_ID"); !client.empty()) {
    request.url += "&client_id=" + base::PercentEncode(client);
  }
  request.connect_timeout = kConnectPatience;
  request.timeout = kMetadataPatience;
  if (app_service) {
    request.headers.push_back({"X-IDENTITY-HEADER", base::SecretString(Environment("IDENTITY_HEADER"))});
  } else {
    request.headers.push_back({"Metadata", base::SecretString(std::string("true"))});
  }
  const auto answer = Ask(std::move(request), kManaged);
  if (!answer) {
    if (app_service) return std::unexpected(answer.error());
    return std::nullopt;
  }
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "The managed identity is refused (" + std::to_string(answer->status) + ")", where,
                  "assign an identity to this machine, or name it by AZURE_CLIENT_ID");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kManaged, where, now));
  auto token = ReadAzureToken(*answer, kManaged, where, now);
  if (!token) return std::unexpected(std::move(token.error()));
  return std::move(*token);
}

}  // namespace gatehouse::secrets

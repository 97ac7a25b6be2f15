#include "secrets/gcp/metadata_server.h"

#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/oauth.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kMetadata = "Google's metadata server";
constexpr std::chrono::milliseconds kMetadataPatience{3'000};  // outside Google's machines nothing answers

}  // namespace

std::expected<AccessToken, ProviderError> AskMetadataServer(base::Wall now) {
  std::string host = Environment("GCE_METADATA_HOST");
  const bool certain = !host.empty();
  if (!certain) host = "metadata.google.internal";
  const auto endpoint = CheckEndpoint("http://" + host, "GCE_METADATA_HOST");
  if (!endpoint) return std::unexpected(endpoint.error());
  fetch::Request request{.url = *endpoint + "/computeMetadata/v1/instance/service-accounts/default/token"};
  request.headers.push_back({"Metadata-Flavor", base::SecretString(std::string("Google"))});
  request.connect_timeout = request.timeout = kMetadataPatience;
  const auto answer = Ask(std::move(request), kMetadata);
  if (!answer) {
    if (certain) return std::unexpected(answer.error());
    return Refuse(
        Fault::kMisused, "There are no Google credentials", {},
        "gcloud auth application-default login; or set GOOGLE_APPLICATION_CREDENTIALS to a file of credentials, or "
        "run where a service account is attached");
  }
  if (answer->Header("metadata-flavor") != "Google") {
    return Refuse(Fault::kUnreachable, "What answers is not Google's metadata server", *endpoint,
                  "check GCE_METADATA_HOST, and what answers there");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kMetadata, *endpoint, now));
  return ReadTokenAnswer(*answer, kMetadata, now);
}

}  // namespace gatehouse::secrets

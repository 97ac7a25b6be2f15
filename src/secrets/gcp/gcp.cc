#include "secrets/gcp/gcp.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/gcp/login.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kSecretManager = "Google Secret Manager";

struct StatusName {
  std::string_view name;
  Fault fault;
  std::string_view fix;
};
constexpr std::array<StatusName, 7> kStatuses = {{
    {"NOT_FOUND", Fault::kAbsent, "check project, name and version"},
    {"FAILED_PRECONDITION", Fault::kAbsent, "the version is disabled or destroyed: name another one"},
    {"PERMISSION_DENIED", Fault::kDenied, "grant roles/secretmanager.secretAccessor for the secret"},
    {"UNAUTHENTICATED", Fault::kDenied, "check the service account"},
    {"RESOURCE_EXHAUSTED", Fault::kThrottled, "ask less often, or let values live longer"},
    {"UNAVAILABLE", Fault::kUnavailable, {}},
    {"INVALID_ARGUMENT", Fault::kMisused, "check the reference"},
}};

ProviderError ReadError(const fetch::Answer& answer, const std::string& where, base::Wall now) {
  AnswerJson body;
  const std::string_view status = body.Read(answer) ? FindString(body.root(), {"error", "status"}) : std::string_view();
  ProviderError error = StatusError(answer, kSecretManager, where, now);
  for (const StatusName& each : kStatuses) {
    if (status != each.name) continue;
    error.fault = each.fault;
    error.error.what = std::string(kSecretManager) + ": " + std::string(status);
    error.error.fix = each.fix;
  }
  return error;
}

bool IsName(std::string_view text) {
  constexpr size_t kMaxNameBytes = 255;
  return !text.empty() && text.size() <= kMaxNameBytes && std::ranges::all_of(text, [](char c) {
    return base::IsAlnum(c) || c == '-' || c == '_' || c == ':' || c == '.';
  });
}

std::expected<std::string, ProviderError> UrlOf(const Reference& reference) {
  const size_t slash = reference.path.find('/');
  const std::string project = reference.path.substr(0, slash);
  const std::string secret = slash == std::string::npos ? std::string() : reference.path.substr(slash + 1);
  const std::string region(reference.Parameter("region"));
  std::string version(reference.Parameter("version"));
  if (version.empty()) version = "latest";
  const bool plain = IsPlainPath(reference.path) && IsName(project) && IsName(secret) && IsName(version);
  if (!plain || (!region.empty() && !IsName(region)) || region.find_first_of(":._") != std::string::npos) {
    return Refuse(Fault::kMisused, "The path is not PROJECT/SECRET", {},
                  "write ref+gcpsecrets://my-project/my-secret?version=latest");
  }
  std::string endpoint = "https://secretmanager." + (region.empty() ? "" : region + ".rep.") + "googleapis.com";
  if (const std::string named = Environment("CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER"); !named.empty()) {
    auto checked = CheckEndpoint(named, "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER");
    if (!checked) return std::unexpected(std::move(checked.error()));
    endpoint = std::move(*checked);
  }
  return endpoint + "/v1/projects/" + project + (region.empty() ? "" : "/locations/" + region) + "/secrets/" + secret +
         "/versions/" + version + ":access";
}

}  // namespace

GcpProvider::GcpProvider() : tokens_(LogInToGoogle) {}

std::string GcpProvider::CacheKey(const Reference& reference) const {
  return reference.path + '\n' + std::string(reference.Parameter("version")) + '\n' +
         std::string(reference.Parameter("region"));
}

std::expected<Fetched, ProviderError> GcpProvider::Get(const Reference& reference, base::Wall now) {
  const auto url = UrlOf(reference);
  if (!url) return std::unexpected(url.error());
  std::expected<fetch::Answer, ProviderError> answer;
  constexpr int kAttempts = 2;  // a token may have been withdrawn: retried once with a new one
  for (int attempt = 1;; ++attempt) {
    const auto token = tokens_.Get(now);
    if (!token) return std::unexpected(token.error());
    fetch::Request request{.url = *url};
    request.headers.push_back(BearerHeader(*token));
    answer = Ask(std::move(request), kSecretManager);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (answer->status != 401 || attempt == kAttempts) break;
    tokens_.Forget(*token);
  }
  if (answer->status != 200) return std::unexpected(ReadError(*answer, *url, now));
  AnswerJson body;
  if (!body.Read(*answer)) return Refuse(Fault::kMalformed, "Google Secret Manager gave no JSON object", *url);
  const auto data = Find(body.root(), {"payload", "data"});
  auto value = data && data->String() ? DecodeBase64Secret(*data->String()) : std::nullopt;
  if (!value) return Refuse(Fault::kMalformed, "Google Secret Manager gave no payload", *url);
  const std::string_view name = FindString(body.root(), {"name"});
  const size_t slash = name.rfind('/');
  const std::string version(slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1));
  return Fetched{std::move(*value), version, {}, {}};
}

}  // namespace gatehouse::secrets

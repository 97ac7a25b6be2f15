#include "secrets/gcp/impersonation.h"

#include "base/json_text.h"
#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/gcp/google_url.h"
#include "secrets/gcp/login.h"
#include "secrets/gcp/service_account.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kIam = "Google's IAM";
constexpr size_t kMaxDelegates = 16;

std::string BodyOf(const Impersonation& target) {
  std::string body = "{\"scope\":[" + json::Quoted(kCloudPlatformScope) +
                     "],\"lifetime\":" + json::Quoted(std::to_string(target.life.count()) + "s");
  if (!target.delegates.empty()) {
    body += ",\"delegates\":[";
    for (const std::string& delegate : target.delegates) {
      if (body.back() != '[') body += ',';
      json::AppendQuoted(body, delegate);
    }
    body += ']';
  }
  return body + "}";
}

}  // namespace

std::expected<AccessToken, ProviderError> Impersonate(const Impersonation& target, const base::SecretString& token,
                                                      const std::string& origin, base::Wall now) {
  if (!IsGoogleUrl(target.url)) {
    return Refuse(Fault::kMisused, "Google credentials: the service_account_impersonation_url is not Google's", origin,
                  "someone may have planted it: do not use it");
  }
  fetch::Request request{.method = "POST", .url = target.url};
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/json"))});
  request.headers.push_back(BearerHeader(token));
  request.body = base::SecretString(BodyOf(target));
  const auto answer = Ask(std::move(request), kIam);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401 || answer->status == 403 || answer->status == 404) {
    return Refuse(
        Fault::kDenied,
        "Google credentials: the service account may not be impersonated (" + std::to_string(answer->status) + ")",
        target.url, "grant roles/iam.serviceAccountTokenCreator on it to the account that logs in");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kIam, target.url, now));
  AnswerJson body;
  const bool read = body.Read(*answer);
  const std::string_view minted = read ? FindString(body.root(), {"accessToken"}) : std::string_view();
  const auto expires = read ? base::ParseRfc3339(FindString(body.root(), {"expireTime"})) : std::nullopt;
  if (minted.empty() || !expires) {
    return Refuse(Fault::kMalformed, std::string(kIam) + " gave no access token, or one without an end", target.url);
  }
  return AccessToken{base::SecretString(std::string(minted)), *expires};
}

std::expected<AccessToken, ProviderError> LogInByImpersonation(const json::Value& credentials,
                                                               const std::string& origin, base::Wall now) {
  Impersonation target{.url = std::string(FindString(credentials, {"service_account_impersonation_url"}))};
  const auto source = Find(credentials, {"source_credentials"});
  const bool nested = source && FindString(*source, {"type"}) == "impersonated_service_account";
  if (target.url.empty() || !source || !source->IsObject() || nested) {
    return Refuse(Fault::kMisused,
                  "Google credentials: the file has no service_account_impersonation_url, or no source_credentials of "
                  "another type",
                  origin, "gcloud auth application-default login --impersonate-service-account EMAIL");
  }
  if (const auto delegates = Find(credentials, {"delegates"})) {
    delegates->ForEach([&](std::string_view, json::Value each) {
      target.delegates.emplace_back(each.String().value_or(std::string_view()));
      return target.delegates.size() < kMaxDelegates;
    });
  }
  const auto token = LogInWithGoogleFile(*source, origin, now);
  if (!token) return std::unexpected(token.error());
  return Impersonate(target, token->token, origin, now);
}

}  // namespace gatehouse::secrets

#include "secrets/gcp/external_account.h"

#include <vector>

#include "base/json_text.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/gcp/google_url.h"
#include "secrets/gcp/impersonation.h"
#include "secrets/gcp/service_account.h"
#include "secrets/gcp/subject_token.h"
#include "secrets/oauth.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kSts = "Google's STS";
constexpr std::string_view kExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
constexpr std::string_view kAccessToken = "urn:ietf:params:oauth:token-type:access_token";
constexpr double kShortestLife = 600;  // seconds, of an impersonated account's token
constexpr double kLongestLife = 43'200;

std::expected<AccessToken, ProviderError> Exchange(const json::Value& credentials, const base::SecretString& subject,
                                                   const std::string& origin, base::Wall now) {
  const std::string url(FindString(credentials, {"token_url"}));
  std::vector<fetch::FormField> fields = {{"grant_type", kExchange},
                                          {"audience", FindString(credentials, {"audience"})},
                                          {"scope", kCloudPlatformScope},
                                          {"requested_token_type", kAccessToken},
                                          {"subject_token_type", FindString(credentials, {"subject_token_type"})},
                                          {"subject_token", subject.Reveal()}};
  const std::string_view project = FindString(credentials, {"workforce_pool_user_project"});
  const std::string options = "{\"userProject\":" + json::Quoted(project) + "}";
  if (!project.empty()) fields.push_back({"options", options});
  const auto answer = Ask(FormRequest(url, fetch::FormBody(std::span<const fetch::FormField>(fields))), kSts);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401 || answer->status == 403) {
    return Refuse(Fault::kDenied, "Google refuses the token of the identity provider" + Refusal(*answer), origin,
                  "check that it has not ended, and the audience, issuer and conditions of the workload identity pool");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kSts, url, now));
  return ReadTokenAnswer(*answer, kSts, now);
}

}  // namespace

std::expected<AccessToken, ProviderError> LogInWithExternalAccount(const json::Value& credentials,
                                                                   const std::string& origin, base::Wall now) {
  constexpr const char* kMakeAgain = "gcloud iam workload-identity-pools create-cred-config makes the file again";
  for (const std::string_view member : {"audience", "subject_token_type", "token_url"}) {
    if (FindString(credentials, {member}).empty()) {
      return Refuse(Fault::kMisused, "Google credentials: the external account has no " + std::string(member), origin,
                    kMakeAgain);
    }
  }
  const auto source = Find(credentials, {"credential_source"});
  if (!source || !source->IsObject()) {
    return Refuse(Fault::kMisused, "Google credentials: the external account has no credential_source", origin,
                  kMakeAgain);
  }
  if (!IsGoogleUrl(FindString(credentials, {"token_url"}))) {
    return Refuse(Fault::kMisused, "Google credentials: the token_url of the external account is not Google's", origin,
                  "someone may have planted it: do not use it");
  }
  const auto subject = SubjectToken(*source, std::string(FindString(credentials, {"audience"})), origin, now);
  if (!subject) return std::unexpected(subject.error());
  auto token = Exchange(credentials, *subject, origin, now);
  const std::string_view url = FindString(credentials, {"service_account_impersonation_url"});
  if (!token || url.empty()) return token;
  Impersonation target{.url = std::string(url)};
  const auto life = FindNumber(credentials, {"service_account_impersonation", "token_lifetime_seconds"});
  if (life && *life >= kShortestLife && *life <= kLongestLife) {
    target.life = std::chrono::seconds(static_cast<int64_t>(*life));
  }
  return Impersonate(target, token->token, origin, now);
}

}  // namespace gatehouse::secrets

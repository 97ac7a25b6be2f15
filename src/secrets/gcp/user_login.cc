#include "secrets/gcp/user_login.h"

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/gcp/google_url.h"
#include "secrets/gcp/login.h"
#include "secrets/oauth.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kLogInAgain = "gcloud auth application-default login";

// "Authorization: Basic …" of a client (RFC 6749 §2.3.1).
fetch::Header BasicHeader(std::string_view user, std::string_view password) {
  std::string pair;
  pair.reserve(user.size() + password.size() + 1);
  pair.append(user).append(":").append(password);
  std::string value = "Basic " + base::Base64Encode(pair);
  base::Wipe(pair);
  return {"Authorization", base::SecretString(std::move(value))};
}

}  // namespace

std::expected<AccessToken, ProviderError> LogInWithUser(const json::Value& credentials, const std::string& origin,
                                                        base::Wall now) {
  for (const std::string_view member : {"client_id", "client_secret", "refresh_token"}) {
    if (FindString(credentials, {member}).empty()) {
      return Refuse(Fault::kMisused, "Google login: the file has no " + std::string(member), origin, kLogInAgain);
    }
  }
  const bool external = FindString(credentials, {"type"}) == "external_account_authorized_user";
  std::string url(external ? FindString(credentials, {"token_url"}) : std::string_view());
  if (!external) url = Environment("GATEHOUSE_GCP_TOKEN_URI");
  if (url.empty()) url = external ? "https://sts.googleapis.com/v1/oauthtoken" : "https://oauth2.googleapis.com/token";
  if (!IsGoogleUrl(url)) {
    return Refuse(Fault::kMisused, "Google login: the file's token_url is not Google's", origin,
                  "someone may have planted it: do not use it; gcloud auth application-default login");
  }
  const std::string_view id = FindString(credentials, {"client_id"});
  const std::string_view secret = FindString(credentials, {"client_secret"});
  const std::string_view refresh = FindString(credentials, {"refresh_token"});
  fetch::Request request =
      external ? FormRequest(url, fetch::FormBody({{"grant_type", "refresh_token"}, {"refresh_token", refresh}}))
               : FormRequest(url, fetch::FormBody({{"grant_type", "refresh_token"},
                                                   {"client_id", id},
                                                   {"client_secret", secret},
                                                   {"refresh_token", refresh}}));
  if (external) request.headers.push_back(BasicHeader(id, secret));
  const auto answer = Ask(std::move(request), kTokenEndpoint);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "Google login: it has ended, or was withdrawn" + Refusal(*answer), origin,
                  kLogInAgain);
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kTokenEndpoint, url, now));
  return ReadTokenAnswer(*answer, kTokenEndpoint, now);
}

}  // namespace gatehouse::secrets

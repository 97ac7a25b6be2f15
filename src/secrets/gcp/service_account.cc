#include "secrets/gcp/service_account.h"

#include <algorithm>
#include <array>

#include "base/file.h"
#include "fetch/fetch.h"
#include "jose/jws_writer.h"
#include "secrets/answer.h"
#include "secrets/gcp/login.h"
#include "secrets/oauth.h"

namespace gatehouse::secrets {
namespace {

constexpr size_t kMaxFileBytes = size_t{64} << 10;
constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::array<std::string_view, 4> kTokenUris = {
    "https://oauth2.googleapis.com/token", "https://accounts.google.com/o/oauth2/token",
    "https://www.googleapis.com/oauth2/v4/token", "https://oauth2.mtls.googleapis.com/token"};

std::unexpected<base::Error> WrongShape(const std::string& origin, std::string what) {
  return base::Fail(std::move(what), origin, "download the key of the service account again, as JSON");
}

base::Result<std::string> Assertion(const ServiceAccount& account, std::string_view scope, base::Wall now) {
  const auto issued = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
  jose::ClaimsText claims;
  claims.Add("iss", std::string_view(account.client_email));
  claims.Add("scope", scope);
  claims.Add("aud", std::string_view(account.token_uri));
  claims.Add("iat", int64_t{issued.count()});
  claims.Add("exp", int64_t{(issued + kAssertionLife).count()});
  return jose::SignCompact(account.key, crypto::Algorithm::kRs256, account.private_key_id, "JWT", claims.Finish());
}

}  // namespace

bool IsGoogleTokenUri(std::string_view uri) {
  const std::string named = Environment("GATEHOUSE_GCP_TOKEN_URI");
  if (!named.empty() && uri == named) return true;
  return std::ranges::find(kTokenUris, uri) != kTokenUris.end();
}

base::Result<ServiceAccount> ParseServiceAccount(std::string_view text, const std::string& origin) {
  json::Parser parser;
  const auto root = parser.Parse(text, {.max_bytes = kMaxFileBytes}, true);
  if (!root || !root->IsObject()) return WrongShape(origin, "The service account file is not a JSON object");
  return ReadServiceAccount(*root, origin);
}

base::Result<ServiceAccount> ReadServiceAccount(const json::Value& root, const std::string& origin) {
  if (FindString(root, {"type"}) != "service_account") {
    return WrongShape(origin, "The file is not of the type service_account");
  }
  for (const std::string_view member : {"client_email", "private_key", "token_uri"}) {
    if (FindString(root, {member}).empty()) {
      return WrongShape(origin, "The service account file has no " + std::string(member));
    }
  }
  const std::string_view token_uri = FindString(root, {"token_uri"});
  if (!IsGoogleTokenUri(token_uri)) {
    return base::Fail("The token_uri of the service account file is not Google's", origin,
                      "someone may have planted it: download the key again, do not use this one");
  }
  auto key = crypto::PrivateKey::FromPem(FindString(root, {"private_key"}));
  if (!key || !key->Public().Fits(crypto::Algorithm::kRs256)) {
    return WrongShape(origin, "The private_key of the service account file is not an RSA key");
  }
  return ServiceAccount{std::string(FindString(root, {"client_email"})), std::string(FindString(root, {"project_id"})),
                        std::string(FindString(root, {"private_key_id"})), std::string(token_uri), std::move(*key)};
}

base::Result<ServiceAccount> LoadServiceAccount(const std::string& path) {
  auto text = base::ReadFile(path, kMaxFileBytes);
  if (!text) return std::unexpected(text.error());
  const base::SecretString content(std::move(*text));
  return ParseServiceAccount(content.Reveal(), path);
}

std::expected<AccessToken, ProviderError> MintAccessToken(const ServiceAccount& account, std::string_view scope,
                                                          base::Wall now) {
  auto assertion = Assertion(account, scope, now);
  if (!assertion) {
    return std::unexpected(ProviderError{Fault::kMisused, std::move(assertion.error()), {}});
  }
  const base::SecretString signed_words(std::move(*assertion));
  const auto answer =
      Ask(FormRequest(account.token_uri,
                      fetch::FormBody({{"grant_type", kJwtBearer}, {"assertion", signed_words.Reveal()}})),
          kTokenEndpoint);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "Google's token endpoint refuses the service account", account.token_uri,
                  "check the clock, and that the account and its key still exist");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kTokenEndpoint, account.token_uri, now));
  return ReadTokenAnswer(*answer, kTokenEndpoint, now);
}

}  // namespace gatehouse::secrets

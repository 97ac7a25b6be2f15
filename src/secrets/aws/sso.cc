#include "secrets/aws/sso.h"

#include <unistd.h>

#include <cerrno>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "secrets/answer.h"
#include "secrets/aws/credentials.h"
#include "secrets/aws/sso_refresh.h"
#include "secrets/exposure.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kIdentityCenter = "AWS IAM Identity Center";
constexpr size_t kMaxCacheBytes = size_t{64} << 10;

struct Login {
  std::string profile;
  std::string session;  // empty: the profile has all settings itself
  std::string start_url;
  std::string region;
  std::string account;
  std::string role;
};

std::string LoginAgain(const Login& login) {
  return login.session.empty() ? "aws sso login --profile " + login.profile
                               : "aws sso login --sso-session " + login.session;
}

std::expected<Login, ProviderError> ReadLogin(const AwsFiles& files, const std::string& profile) {
  Login login{.profile = profile,
              .session = files.Value(profile, "sso_session"),
              .account = files.Value(profile, "sso_account_id"),
              .role = files.Value(profile, "sso_role_name")};
  const auto value = [&](const char* name) {
    return login.session.empty() ? files.Value(profile, name) : files.SessionValue(login.session, name);
  };
  login.start_url = value("sso_start_url");
  login.region = value("sso_region");
  const std::pair<const char*, const std::string*> needed[] = {{"sso_start_url", &login.start_url},
                                                               {"sso_region", &login.region},
                                                               {"sso_account_id", &login.account},
                                                               {"sso_role_name", &login.role}};
  for (const auto& [name, what] : needed) {
    if (what->empty()) {
      return Refuse(Fault::kMisused, "AWS profile " + profile + ": " + name + " is missing", "~/.aws/config",
                    "aws configure sso --profile " + profile);
    }
  }
  if (!IsAwsRegion(login.region)) {
    return Refuse(Fault::kMisused, "AWS profile " + profile + ": sso_region is not a region", "~/.aws/config",
                  "aws configure sso --profile " + profile);
  }
  return login;
}

// The file in which AWS's own programs cache the token.
std::string CacheFile(const Login& login) {
  const auto digest = crypto::Sha1ForBreachedLists(login.session.empty() ? login.start_url : login.session);
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  return Environment("HOME") + "/.aws/sso/cache/" + base::HexEncode(bytes) + ".json";
}

// The cached token of AWS's programs, expired or not.
struct Cached {
  base::SecretString text;
  base::SecretString token;
  base::Wall expires{};
};

std::unexpected<ProviderError> Wrong(const Login& login, Fault fault, const std::string& what,
                                     const std::string& path) {
  return Refuse(fault, "AWS profile " + login.profile + ": " + what, path, LoginAgain(login));
}

std::expected<Cached, ProviderError> ReadCached(const Login& login, const std::string& path) {
  auto text = base::ReadFile(path, kMaxCacheBytes);
  if (!text && access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
    return Wrong(login, Fault::kDenied, "nobody is logged in", path);
  }
  if (!text) return Wrong(login, Fault::kDenied, "the login cannot be read", path);
  WarnIfEveryoneCanRead(path, "the login of aws sso");
  Cached cached{.text = base::SecretString(std::move(*text)), .token = {}};
  json::Parser parser;
  const auto root = parser.Parse(cached.text.Reveal(), {.max_bytes = kMaxCacheBytes}, true);
  if (!root || !root->IsObject()) {
    return Wrong(login, Fault::kMalformed, "the login that is kept there is not a JSON object", path);
  }
  const std::string_view token = FindString(*root, {"accessToken"});
  const auto expires = base::ParseRfc3339(FindString(*root, {"expiresAt"}));
  if (token.empty() || !expires) return Wrong(login, Fault::kMalformed, "no token is kept there", path);
  cached.token = base::SecretString(std::string(token));
  cached.expires = *expires;
  return cached;
}

std::expected<base::SecretString, ProviderError> TokenOf(const Login& login, base::Wall now) {
  const std::string path = CacheFile(login);
  auto cached = ReadCached(login, path);
  if (!cached) return std::unexpected(std::move(cached.error()));
  if (cached->expires > now + kRenewBefore) return std::move(cached->token);
  json::Parser parser;
  const auto root = parser.Parse(cached->text.Reveal(), {.max_bytes = kMaxCacheBytes}, true);
  auto renewed = RefreshSsoLogin(*root, path, login.region, now);
  if (renewed && *renewed) return std::move(**renewed);
  if (cached->expires > now) return std::move(cached->token);
  if (!renewed && renewed.error().fault != Fault::kDenied) return std::unexpected(std::move(renewed.error()));
  // Another program may have used the refresh token at the same moment, and written the new token.
  if (auto again = ReadCached(login, path); again && again->expires > now) return std::move(again->token);
  return Wrong(login, Fault::kDenied, "the login has ended", path);
}

}  // namespace

MaybeAws SsoCredentials(const AwsFiles& files, const std::string& profile, base::Wall now) {
  const auto login = ReadLogin(files, profile);
  if (!login) return std::unexpected(login.error());
  auto token = TokenOf(*login, now);
  if (!token) return std::unexpected(token.error());
  const auto endpoint = AwsEndpoint("portal.sso", login->region);
  if (!endpoint) return std::unexpected(endpoint.error());
  fetch::Request request{.url = *endpoint + "/federation/credentials?role_name=" + base::PercentEncode(login->role) +
                                "&account_id=" + base::PercentEncode(login->account)};
  request.ca_file = AwsCaBundle();
  request.headers.push_back({"x-amz-sso_bearer_token", std::move(*token)});
  const auto answer = Ask(std::move(request), kIdentityCenter);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 401) {
    return Refuse(Fault::kDenied, "AWS profile " + profile + ": the login is not accepted any more", *endpoint,
                  LoginAgain(*login));
  }
  if (answer->status == 403 || answer->status == 404) {
    return Refuse(Fault::kDenied,
                  "AWS profile " + profile + ": the role is not given to the user who is logged in (" +
                      std::to_string(answer->status) + ")",
                  *endpoint, "check sso_account_id and sso_role_name: aws configure sso --profile " + profile);
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kIdentityCenter, *endpoint, now));
  AnswerJson json;
  if (!json.Read(*answer))
    return Refuse(Fault::kMalformed, std::string(kIdentityCenter) + " gave no JSON object", *endpoint);
  const std::string_view id = FindString(json.root(), {"roleCredentials", "accessKeyId"});
  const std::string_view key = FindString(json.root(), {"roleCredentials", "secretAccessKey"});
  const auto end = FindNumber(json.root(), {"roleCredentials", "expiration"});
  constexpr double kLatest = 1e14;  // milliseconds
  if (id.empty() || key.empty() || !end || *end <= 0 || *end > kLatest) {
    return Refuse(Fault::kMalformed, std::string(kIdentityCenter) + " gave no credentials, or some without an end",
                  *endpoint);
  }
  return FoundAws{{std::string(id), base::SecretString(std::string(key)),
                   base::SecretString(std::string(FindString(json.root(), {"roleCredentials", "sessionToken"})))},
                  base::Wall(std::chrono::milliseconds(static_cast<int64_t>(*end)))};
}

}  // namespace gatehouse::secrets

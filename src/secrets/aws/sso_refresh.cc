#include "secrets/aws/sso_refresh.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/file.h"
#include "base/json_text.h"
#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/credentials.h"
#include "secrets/oauth.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kOidc = "AWS SSO OIDC";
constexpr mode_t kOwnerOnly = 0600;
constexpr double kLongestLife = 7.0 * 24 * 3600;  // seconds

using Member = std::pair<std::string_view, std::string_view>;

// The file's content with these members replaced or added.
base::SecretString WithMembers(const json::Value& cached, std::span<const Member> members) {
  std::string text = "{";
  const auto add = [&](std::string_view name, std::string_view value, bool quoted) {
    if (text.size() > 1) text += ", ";
    json::AppendQuoted(text, name);
    text += ": ";
    if (quoted) {
      json::AppendQuoted(text, value);
    } else {
      text += value;
    }
  };
  cached.ForEach([&](std::string_view name, json::Value value) {
    const bool replaced = std::ranges::find(members, name, &Member::first) != members.end();
    if (!replaced) add(name, value.Raw(), value.kind() == json::Kind::kString);
    return true;
  });
  for (const auto& [name, value] : members) add(name, value, true);
  text += '}';
  return base::SecretString(std::move(text));
}

std::string BodyOf(const json::Value& cached) {
  std::string body = R"({"grantType":"refresh_token")";
  for (const char* name : {"clientId", "clientSecret", "refreshToken"}) {
    body += ",\"" + std::string(name) + "\":";
    json::AppendQuoted(body, FindString(cached, {name}));
  }
  return body + "}";
}

}  // namespace

std::expected<std::optional<base::SecretString>, ProviderError> RefreshSsoLogin(const json::Value& cached,
                                                                                const std::string& path,
                                                                                const std::string& region,
                                                                                base::Wall now) {
  for (const char* name : {"clientId", "clientSecret", "refreshToken"}) {
    if (FindString(cached, {name}).empty()) return std::nullopt;
  }
  const auto registered = base::ParseRfc3339(FindString(cached, {"registrationExpiresAt"}));
  if (registered && *registered <= now) return std::nullopt;
  const auto endpoint = AwsEndpoint("oidc", region);
  if (!endpoint) return std::unexpected(endpoint.error());
  fetch::Request request{.method = "POST", .url = *endpoint + "/token"};
  request.ca_file = AwsCaBundle();
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/json"))});
  request.body = base::SecretString(BodyOf(cached));
  const auto answer = Ask(std::move(request), kOidc);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401 || answer->status == 403) {
    return Refuse(Fault::kDenied, std::string(kOidc) + " does not renew the login" + Refusal(*answer), *endpoint,
                  "log in again");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kOidc, *endpoint, now));
  AnswerJson json;
  const bool read = json.Read(*answer);
  const std::string_view token = read ? FindString(json.root(), {"accessToken"}) : std::string_view();
  const auto life = read ? FindNumber(json.root(), {"expiresIn"}) : std::nullopt;
  if (token.empty() || !life || *life <= 0 || *life > kLongestLife) {
    return Refuse(Fault::kMalformed, std::string(kOidc) + " gave no token, or one without an end", *endpoint);
  }
  const std::string expires = base::TimeText(now + std::chrono::seconds(static_cast<int64_t>(*life)));
  std::string_view refresh = FindString(json.root(), {"refreshToken"});
  if (refresh.empty()) refresh = FindString(cached, {"refreshToken"});
  const std::array<Member, 3> members = {{{"accessToken", token}, {"expiresAt", expires}, {"refreshToken", refresh}}};
  // If the home folder cannot be written, the token is still valid.
  static_cast<void>(base::WriteFile(path, WithMembers(cached, members).Reveal(), kOwnerOnly));
  return base::SecretString(std::string(token));
}

}  // namespace gatehouse::secrets

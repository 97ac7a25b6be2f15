#include "secrets/aws/credentials.h"

#include <algorithm>

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/profile.h"
#include "secrets/secret_file.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {
namespace {

using Found = AwsCredentialChain::Found;
// Nothing: this one does not apply here, try the next. An error ends the search: what is configured must work.
using Step = std::expected<std::optional<Found>, ProviderError>;

constexpr std::chrono::milliseconds kMetadataPatience{1'000};  // elsewhere than on EC2 nobody answers
constexpr size_t kMaxRoleBytes = 128;

Step FromEnvironment(const std::string&, base::Wall) {
  std::string id = Environment("AWS_ACCESS_KEY_ID");
  std::string key = Environment("AWS_SECRET_ACCESS_KEY");
  if (id.empty() && key.empty()) return std::nullopt;
  if (id.empty() || key.empty()) {
    base::Wipe(key);
    return Refuse(Fault::kMisused, "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set", {}, "set both");
  }
  return Found{
      {std::move(id), base::SecretString(std::move(key)), base::SecretString(Environment("AWS_SESSION_TOKEN"))}, {}};
}

// What stands between <name> and </name>: STS answers in XML, and nothing that we need has an entity in it.
std::string_view Between(std::string_view xml, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const size_t start = xml.find(open);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = xml.substr(start + open.size());
  const size_t end = rest.find('<');
  return end == std::string_view::npos ? std::string_view() : base::TrimSpace(rest.substr(0, end));
}

Step FromWebIdentity(const std::string& region, base::Wall now) {
  const std::string file = Environment("AWS_WEB_IDENTITY_TOKEN_FILE");
  const std::string role = Environment("AWS_ROLE_ARN");
  if (file.empty() || role.empty()) return std::nullopt;
  const auto token = ReadSecretFile(file);
  if (!token) return std::unexpected(token.error());
  const auto endpoint = AwsEndpoint("sts", region);
  if (!endpoint) return std::unexpected(endpoint.error());
  std::string session = Environment("AWS_ROLE_SESSION_NAME");
  if (session.empty()) session = "gatehouse";
  fetch::Request request{.method = "POST", .url = *endpoint + "/"};
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-www-form-urlencoded"))});
  request.body = fetch::FormBody({{"Action", "AssumeRoleWithWebIdentity"},
                                  {"Version", "2011-06-15"},
                                  {"RoleArn", role},
                                  {"RoleSessionName", session},
                                  {"WebIdentityToken", token->value.Reveal()}});
  const auto answer = Ask(std::move(request), "AWS STS");
  if (!answer) return std::unexpected(answer.error());
  if (answer->status >= 400 && answer->status < 429) {
    return Refuse(Fault::kDenied, "AWS STS refuses the web identity (" + std::to_string(answer->status) + ")",
                  *endpoint, "check the trust policy of the role, and the token file");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, "AWS STS", *endpoint, now));
  const std::string_view xml = answer->body.Reveal();
  const auto expires = ParseTime(Between(xml, "Expiration"));
  const std::string_view id = Between(xml, "AccessKeyId");
  const std::string_view key = Between(xml, "SecretAccessKey");
  if (id.empty() || key.empty() || !expires) {
    return Refuse(Fault::kMalformed, "AWS STS gave no credentials, or some without an end", *endpoint);
  }
  return Found{{std::string(id), base::SecretString(std::string(key)),
                base::SecretString(std::string(Between(xml, "SessionToken")))},
               expires};
}

Step FromProfile(const std::string&, base::Wall) {
  if (auto credentials = ProfileCredentials()) return Found{std::move(*credentials), {}};
  if (Environment("AWS_PROFILE").empty()) return std::nullopt;
  return Refuse(Fault::kMisused, "The profile that AWS_PROFILE names has no access keys", {},
                "add aws_access_key_id and aws_secret_access_key to ~/.aws/credentials, or unset AWS_PROFILE");
}

// {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}
Step ReadKeys(const fetch::Answer& answer, const std::string& service, base::Wall now) {
  if (answer.status != 200) return std::unexpected(StatusError(answer, service, {}, now));
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, service + " gave no JSON object");
  const std::string_view id = FindString(body.root(), {"AccessKeyId"});
  const std::string_view key = FindString(body.root(), {"SecretAccessKey"});
  const auto expires = ParseTime(FindString(body.root(), {"Expiration"}));
  if (id.empty() || key.empty() || !expires) {
    return Refuse(Fault::kMalformed, service + " gave no credentials, or some without an end");
  }
  return Found{{std::string(id), base::SecretString(std::string(key)),
                base::SecretString(std::string(FindString(body.root(), {"Token"})))},
               expires};
}

Step FromContainer(const std::string&, base::Wall now) {
  const std::string relative = Environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  std::string url = Environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!relative.empty()) url = "http://169.254.170.2" + relative;
  if (url.empty()) return std::nullopt;
  const size_t path = std::min(url.find('/', url.find("://") + 3), url.size());
  const auto endpoint = CheckEndpoint(std::string_view(url).substr(0, path), "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!endpoint) return std::unexpected(endpoint.error());
  fetch::Request request{.url = url};
  base::SecretString token{Environment("AWS_CONTAINER_AUTHORIZATION_TOKEN")};
  if (const std::string file = Environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
    auto read = ReadSecretFile(file);
    if (!read) return std::unexpected(std::move(read.error()));
    token = std::move(read->value);
  }
  if (!token.empty()) request.headers.push_back({"Authorization", std::move(token)});
  const auto answer = Ask(std::move(request), "The container's credentials");
  if (!answer) return std::unexpected(answer.error());
  return ReadKeys(*answer, "The container's credentials", now);
}

Step FromInstance(const std::string&, base::Wall now) {
  if (base::AsciiLower(Environment("AWS_EC2_METADATA_DISABLED")) == "true") return std::nullopt;
  std::string named = Environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  const bool certain = !named.empty();
  if (!certain) named = "http://169.254.169.254";
  const auto endpoint = CheckEndpoint(named, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (!endpoint) return std::unexpected(endpoint.error());
  constexpr const char* kService = "The instance's metadata";
  const auto ask = [&](fetch::Request request, std::string_view header, std::string value) {
    request.connect_timeout = request.timeout = kMetadataPatience;
    request.headers.push_back({std::string(header), base::SecretString(std::move(value))});
    return Ask(std::move(request), kService);
  };
  const auto token =
      ask({.method = "PUT", .url = *endpoint + "/latest/api/token"}, "X-aws-ec2-metadata-token-ttl-seconds", "21600");
  if (!token || token->status != 200) {
    if (certain && !token) return std::unexpected(token.error());
    return std::nullopt;  // not on EC2
  }
  const std::string base = *endpoint + "/latest/meta-data/iam/security-credentials/";
  const std::string session(token->body.Reveal());
  const auto roles = ask({.url = base}, "X-aws-ec2-metadata-token", session);
  if (!roles || roles->status != 200) return std::nullopt;  // an instance without a role
  const std::string_view listed = roles->body.Reveal();
  const std::string role(listed.substr(0, std::min(listed.find_first_of("\r\n"), kMaxRoleBytes)));
  const auto answer = ask({.url = base + base::PercentEncode(role)}, "X-aws-ec2-metadata-token", session);
  if (!answer) return std::unexpected(answer.error());
  return ReadKeys(*answer, kService, now);
}

constexpr Step (*kChain[])(const std::string& region, base::Wall now) = {FromEnvironment, FromWebIdentity, FromProfile,
                                                                         FromContainer, FromInstance};

}  // namespace

bool IsAwsRegion(std::string_view region) {
  constexpr size_t kMaxRegionBytes = 32;
  return !region.empty() && region.size() <= kMaxRegionBytes && std::ranges::all_of(region, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::expected<std::string, ProviderError> AwsEndpoint(std::string_view service, const std::string& region) {
  const char* const own = service == "sts" ? "AWS_ENDPOINT_URL_STS" : "AWS_ENDPOINT_URL_SECRETS_MANAGER";
  for (const char* variable : {own, "AWS_ENDPOINT_URL"}) {
    const std::string url = Environment(variable);
    if (!url.empty()) return CheckEndpoint(url, variable);
  }
  const char* const domain = region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return "https://" + std::string(service) + "." + region + domain;
}

std::expected<std::shared_ptr<const AwsCredentials>, ProviderError> AwsCredentialChain::Get(const std::string& region,
                                                                                            base::Wall now) {
  const std::lock_guard lock(mutex_);
  if (kept_ && (!expires_ || now < *expires_ - kRenewBefore)) return kept_;
  for (const auto step : kChain) {
    auto found = step(region, now);
    if (!found) {
      if (kept_ && expires_ && now < *expires_) return kept_;  // the old ones live still
      return std::unexpected(std::move(found.error()));
    }
    if (!*found) continue;
    expires_ = (*found)->expires;
    kept_ = std::make_shared<const AwsCredentials>(std::move((*found)->credentials));
    return kept_;
  }
  return Refuse(Fault::kMisused, "There are no AWS credentials", {},
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached");
}

}  // namespace gatehouse::secrets

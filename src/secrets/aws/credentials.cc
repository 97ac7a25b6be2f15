#include "secrets/aws/credentials.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/instance.h"
#include "secrets/aws/profile.h"
#include "secrets/aws/profile_credentials.h"
#include "secrets/aws/served_keys.h"
#include "secrets/aws/sts.h"
#include "secrets/secret_file.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {
namespace {

using Found = FoundAws;
// Empty: does not apply here, try the next one. An error ends the search: what is configured must work.
using Step = std::expected<std::optional<Found>, ProviderError>;

// Each service and the variable that overrides its address, as in AWS's own programs.
struct OwnEndpoint {
  std::string_view service;
  const char* variable;
};
constexpr std::array<OwnEndpoint, 5> kOwnEndpoints = {{{"secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER"},
                                                       {"ssm", "AWS_ENDPOINT_URL_SSM"},
                                                       {"sts", "AWS_ENDPOINT_URL_STS"},
                                                       {"portal.sso", "AWS_ENDPOINT_URL_SSO"},
                                                       {"oidc", "AWS_ENDPOINT_URL_SSO_OIDC"}}};

Step FromEnvironment(const std::string&, base::Wall) { return AwsFromEnvironment(); }

// The region for assuming a role: this machine's, whatever region the reference names.
std::string OwnRegion(const std::string& asked) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (std::string region = Environment(variable); IsAwsRegion(region)) return region;
  }
  std::string region = ProfileValue("region");
  return IsAwsRegion(region) ? region : asked;
}

Step FromWebIdentity(const std::string& region, base::Wall now) {
  const std::string file = Environment("AWS_WEB_IDENTITY_TOKEN_FILE");
  const std::string role = Environment("AWS_ROLE_ARN");
  if (file.empty() || role.empty()) return std::nullopt;
  auto found = AssumeRoleWithWebIdentity(file, {role, Environment("AWS_ROLE_SESSION_NAME"), {}, {}}, region, now);
  if (!found) return std::unexpected(std::move(found.error()));
  return std::move(*found);
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
  return ReadServedKeys(*answer, "The container's credentials", now);
}

Step FromInstance(const std::string&, base::Wall now) { return AwsFromInstance(now); }

std::string Listed(const std::vector<std::string>& profiles) {
  constexpr size_t kMostShown = 10;
  std::string list;
  for (size_t i = 0; i < std::min(profiles.size(), kMostShown); ++i) list += (i == 0 ? "" : ", ") + profiles[i];
  return list + (profiles.size() > kMostShown ? ", …" : "");
}

Step FromProfile(const std::string& region, base::Wall now) {
  const auto files = AwsFiles::Read();
  if (!files) return std::unexpected(files.error());
  const std::string name = ProfileName();
  constexpr AwsSources kSources{FromEnvironment, FromContainer, FromInstance};
  auto found = ProfileCredentials(*files, name, kSources, region, now);
  if (!found || *found || !ProfileIsNamed()) return found;
  if (!files->Has(name)) {
    const std::string known = Listed(files->Profiles());
    return Refuse(Fault::kMisused, "There is no AWS profile " + name + ", which AWS_PROFILE names", "~/.aws/config",
                  known.empty() ? "aws configure sso makes one" : "there are: " + known);
  }
  return Refuse(Fault::kMisused, "The AWS profile " + name + ", which AWS_PROFILE names, says nothing of credentials",
                "~/.aws/config", "aws configure sso --profile " + name + ", or aws configure --profile " + name);
}

// No login was found: the advice depends on what exists.
std::unexpected<ProviderError> Nothing() {
  const auto files = AwsFiles::Read();
  const std::string known = files ? Listed(files->Profiles()) : std::string();
  return Refuse(Fault::kMisused, "There are no AWS credentials", {},
                known.empty() ? "a person: aws configure sso, then set AWS_PROFILE; a CI job: AWS_ROLE_ARN and "
                                "AWS_WEB_IDENTITY_TOKEN_FILE; a machine: attach a role. AWS_ACCESS_KEY_ID and "
                                "AWS_SECRET_ACCESS_KEY count too"
                              : "set AWS_PROFILE to one of: " + known);
}

constexpr Step (*kChain[])(const std::string& region, base::Wall now) = {FromEnvironment, FromWebIdentity, FromProfile,
                                                                         FromContainer, FromInstance};

}  // namespace

Step AwsFromEnvironment() {
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

std::string AwsCaBundle() {
  std::string file = Environment("AWS_CA_BUNDLE");
  return file.empty() ? ProfileValue("ca_bundle") : file;
}

bool IsAwsRegion(std::string_view region) {
  constexpr size_t kMaxRegionBytes = 32;
  return !region.empty() && region.size() <= kMaxRegionBytes &&
         std::ranges::all_of(region, [](char c) { return base::IsLower(c) || base::IsDigit(c) || c == '-'; });
}

std::expected<std::string, ProviderError> AwsEndpoint(std::string_view service, const std::string& region) {
  const auto own = std::ranges::find(kOwnEndpoints, service, &OwnEndpoint::service);
  for (const char* variable : {own == kOwnEndpoints.end() ? "AWS_ENDPOINT_URL" : own->variable, "AWS_ENDPOINT_URL"}) {
    const std::string url = Environment(variable);
    if (!url.empty()) return CheckEndpoint(url, variable);
  }
  if (const std::string url = ProfileValue("endpoint_url"); !url.empty()) return CheckEndpoint(url, "endpoint_url");
  const char* const domain = region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return "https://" + std::string(service) + "." + region + domain;
}

std::expected<std::shared_ptr<const AwsCredentials>, ProviderError> AwsCredentialChain::Get(const std::string& region,
                                                                                            base::Wall now) {
  const std::lock_guard lock(mutex_);
  if (kept_ && (!expires_ || now < *expires_ - kRenewBefore)) return kept_;
  for (const auto step : kChain) {
    auto found = step(OwnRegion(region), now);
    if (!found) {
      if (kept_ && expires_ && now < *expires_) return kept_;  // the old ones are still valid
      return std::unexpected(std::move(found.error()));
    }
    if (!*found) continue;
    expires_ = (*found)->expires;
    kept_ = std::make_shared<const AwsCredentials>(std::move((*found)->credentials));
    return kept_;
  }
  return Nothing();
}

}  // namespace gatehouse::secrets

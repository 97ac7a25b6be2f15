// AWS's statement of our identity, in the form that Google requires.
#include "base/bytes.h"
#include "base/json_text.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/credentials.h"
#include "secrets/aws/instance.h"
#include "secrets/aws/sigv4.h"
#include "secrets/gcp/subject_token.h"

namespace gatehouse::secrets {
namespace {

std::expected<std::string, ProviderError> RegionOfMachine(const std::string& origin) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (std::string region = Environment(variable); IsAwsRegion(region)) return region;
  }
  auto region = AwsInstanceRegion();
  if (region && !IsAwsRegion(*region)) {
    return Refuse(Fault::kMisused, "Google credentials: nothing says in which region of AWS this machine is", origin,
                  "set AWS_REGION");
  }
  return region;
}

// As Google's own clients: the environment, then the instance. Profiles are for people.
std::expected<AwsCredentials, ProviderError> CredentialsOfMachine(const std::string& origin, base::Wall now) {
  auto found = AwsFromEnvironment();
  if (found && !*found) found = AwsFromInstance(now);
  if (!found) return std::unexpected(std::move(found.error()));
  if (!*found) {
    return Refuse(Fault::kMisused, "Google credentials: there are no AWS credentials to show to Google", origin,
                  "run where a role of AWS is attached, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  }
  return std::move((*found)->credentials);
}

}  // namespace

std::expected<base::SecretString, ProviderError> SignedForGoogle(const json::Value& source, const std::string& audience,
                                                                 const std::string& origin, base::Wall now) {
  const auto region = RegionOfMachine(origin);
  if (!region) return std::unexpected(region.error());
  const auto credentials = CredentialsOfMachine(origin, now);
  if (!credentials) return std::unexpected(credentials.error());
  std::string url(FindString(source, {"regional_cred_verification_url"}));
  constexpr std::string_view kRegion = "{region}";
  if (const size_t at = url.find(kRegion); at != std::string::npos) url.replace(at, kRegion.size(), *region);
  const std::string domain = region->starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  const std::string host = "https://sts." + *region + domain;
  const std::string query = "?Action=GetCallerIdentity&Version=2011-06-15";
  if (url != host + query && url != host + "/" + query) {
    return Refuse(Fault::kMisused, "Google credentials: the regional_cred_verification_url is not that of AWS STS",
                  origin, "gcloud iam workload-identity-pools create-cred-config --aws makes the file again");
  }
  fetch::Request request{.method = "POST", .url = url};
  request.headers.push_back({"x-goog-cloud-target-resource", base::SecretString(std::string(audience))});
  SignForAws(request, *credentials, *region, "sts", now);
  std::string text = "{\"url\":" + json::Quoted(url) + R"(,"method":"POST","headers":[)";
  for (const fetch::Header& header : request.headers) {
    if (text.back() != '[') text += ',';
    text += "{\"key\":" + json::Quoted(header.name) + ",\"value\":";
    json::AppendQuoted(text, header.value.Reveal());
    text += '}';
  }
  text += "]}";
  base::SecretString quoted(base::PercentEncode(text));
  base::Wipe(text);
  return quoted;
}

}  // namespace gatehouse::secrets

#include "secrets/aws/instance.h"

#include <algorithm>

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/served_keys.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kMetadata = "The instance's metadata";
constexpr std::chrono::milliseconds kMetadataPatience{1'000};  // outside EC2 nothing answers
constexpr size_t kMaxLineBytes = 128;

std::expected<fetch::Answer, ProviderError> AskWith(fetch::Request request, std::string_view header,
                                                    std::string value) {
  request.connect_timeout = request.timeout = kMetadataPatience;
  request.headers.push_back({std::string(header), base::SecretString(std::move(value))});
  return Ask(std::move(request), kMetadata);
}

struct Session {
  std::string endpoint;
  std::string token;  // sent with every request
};

// Empty if this is not an instance.
std::expected<std::optional<Session>, ProviderError> OpenSession() {
  if (base::AsciiLower(Environment("AWS_EC2_METADATA_DISABLED")) == "true") return std::nullopt;
  std::string named = Environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  const bool certain = !named.empty();
  if (!certain) named = "http://169.254.169.254";
  const auto endpoint = CheckEndpoint(named, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (!endpoint) return std::unexpected(endpoint.error());
  const auto token = AskWith({.method = "PUT", .url = *endpoint + "/latest/api/token"},
                             "X-aws-ec2-metadata-token-ttl-seconds", "21600");
  if (certain && !token) return std::unexpected(token.error());
  if (!token || token->status != 200) return std::nullopt;
  return Session{*endpoint, std::string(token->body.Reveal())};
}

std::expected<fetch::Answer, ProviderError> AskIn(const Session& session, const std::string& path) {
  return AskWith({.url = session.endpoint + "/latest/meta-data/" + path}, "X-aws-ec2-metadata-token", session.token);
}

std::string FirstLine(const fetch::Answer& answer) {
  const std::string_view text = answer.body.Reveal();
  return std::string(text.substr(0, std::min(text.find_first_of("\r\n"), kMaxLineBytes)));
}

}  // namespace

std::expected<std::optional<FoundAws>, ProviderError> AwsFromInstance(base::Wall now) {
  const auto session = OpenSession();
  if (!session) return std::unexpected(session.error());
  if (!*session) return std::nullopt;
  const std::string roles_path = "iam/security-credentials/";
  const auto roles = AskIn(**session, roles_path);
  if (!roles || roles->status != 200) return std::nullopt;  // an instance without a role
  const auto answer = AskIn(**session, roles_path + base::PercentEncode(FirstLine(*roles)));
  if (!answer) return std::unexpected(answer.error());
  return ReadServedKeys(*answer, kMetadata, now);
}

std::expected<std::string, ProviderError> AwsInstanceRegion() {
  const auto session = OpenSession();
  if (!session) return std::unexpected(session.error());
  if (!*session) return std::string();
  const auto answer = AskIn(**session, "placement/region");
  if (!answer) return std::unexpected(answer.error());
  return answer->status == 200 ? FirstLine(*answer) : std::string();
}

}  // namespace gatehouse::secrets

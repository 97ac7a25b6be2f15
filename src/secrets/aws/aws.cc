#include "secrets/aws/aws.h"

#include <algorithm>
#include <array>

#include "base/json_text.h"
#include "secrets/answer.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kService = "AWS Secrets Manager";
constexpr size_t kMaxTypeBytes = 64;

// Errors are told apart by their type, not by their status (nearly all are 400).
struct TypeMeaning {
  std::string_view type;
  Fault fault;
  std::string_view mend;
};
constexpr std::string_view kCheckKeys = "check the credentials, and this machine's clock";
constexpr std::string_view kAskLess = "ask less often, or let values live longer";
constexpr std::array<TypeMeaning, 20> kTypes = {{
    {"ResourceNotFoundException", Fault::kAbsent, "check name, version and region"},
    {"InvalidRequestException", Fault::kAbsent, "the secret is marked for deletion, or has no value yet"},
    {"AccessDeniedException", Fault::kDenied, "allow secretsmanager:GetSecretValue (and kms:Decrypt) for it"},
    {"DecryptionFailure", Fault::kDenied, "allow kms:Decrypt for the key of the secret"},
    {"UnrecognizedClientException", Fault::kDenied, kCheckKeys},
    {"InvalidClientTokenId", Fault::kDenied, kCheckKeys},
    {"InvalidSignatureException", Fault::kDenied, kCheckKeys},
    {"SignatureDoesNotMatch", Fault::kDenied, kCheckKeys},
    {"IncompleteSignatureException", Fault::kDenied, kCheckKeys},
    {"MissingAuthenticationTokenException", Fault::kDenied, kCheckKeys},
    {"ExpiredTokenException", Fault::kDenied, "the session has ended: get new credentials"},
    {"ExpiredToken", Fault::kDenied, "the session has ended: get new credentials"},
    {"ThrottlingException", Fault::kThrottled, kAskLess},
    {"Throttling", Fault::kThrottled, kAskLess},
    {"TooManyRequestsException", Fault::kThrottled, kAskLess},
    {"RequestLimitExceeded", Fault::kThrottled, kAskLess},
    {"InternalServiceError", Fault::kUnavailable, {}},
    {"ServiceUnavailable", Fault::kUnavailable, {}},
    {"InvalidParameterException", Fault::kMisused, "check the reference"},
    {"ValidationException", Fault::kMisused, "check the reference"},
}};

ProviderError ReadError(const fetch::Answer& answer, const std::string& where, base::Wall now) {
  AnswerJson body;
  std::string type;
  if (body.Read(answer)) type = FindString(body.root(), {"__type"}).substr(0, kMaxTypeBytes + kMaxTypeBytes);
  if (type.empty()) type = answer.Header("x-amzn-errortype").substr(0, kMaxTypeBytes);
  // "com.amazonaws.secretsmanager#ResourceNotFoundException", "Name:http://…"
  if (const size_t hash = type.find('#'); hash != std::string::npos) type.erase(0, hash + 1);
  type.erase(std::min(type.find(':'), type.size()));
  for (const TypeMeaning& meaning : kTypes) {
    if (type != meaning.type) continue;
    ProviderError error{meaning.fault, {std::string(kService) + ": " + type, where, std::string(meaning.mend)}, {}};
    if (meaning.fault == Fault::kThrottled || meaning.fault == Fault::kUnavailable) {
      error.retry_after = fetch::RetryAfter(answer, now, kLongestRetryAfter);
    }
    return error;
  }
  return StatusError(answer, kService, where, now);
}

// arn:aws:secretsmanager:REGION:…
std::string RegionOfArn(std::string_view text) {
  if (!text.starts_with("arn:")) return {};
  for (int colons = 0; colons < 3; ++colons) text.remove_prefix(std::min(text.find(':') + 1, text.size()));
  return std::string(text.substr(0, text.find(':')));
}

std::expected<std::string, ProviderError> RegionOf(const Reference& reference) {
  std::string region(reference.Parameter("region"));
  if (region.empty()) region = RegionOfArn(reference.path);
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (region.empty()) region = Environment(variable);
  }
  if (region.empty()) region = ProfileValue("region");
  if (region.empty()) {
    return Refuse(Fault::kMisused, "No AWS region is named", {}, "set AWS_REGION, or add ?region=eu-central-1");
  }
  if (!IsAwsRegion(region))
    return Refuse(Fault::kMisused, "The AWS region is invalid", {}, "write ?region=eu-central-1");
  return region;
}

base::SecretString BodyOf(const Reference& reference) {
  std::string body = "{\"SecretId\":" + json::Quoted(reference.path);
  std::string_view version = reference.Parameter("version_id");
  if (version.empty()) version = reference.Parameter("version");
  if (!version.empty()) body += ",\"VersionId\":" + json::Quoted(version);
  const std::string_view stage = reference.Parameter("version_stage");
  if (!stage.empty()) body += ",\"VersionStage\":" + json::Quoted(stage);
  return base::SecretString(body + "}");
}

}  // namespace

std::string AwsProvider::CacheKey(const Reference& reference) const {
  std::string key = reference.path;
  for (const std::string_view name : {"region", "version", "version_id", "version_stage"}) {
    key += '\n';
    key += reference.Parameter(name);
  }
  return key;
}

std::expected<Fetched, ProviderError> AwsProvider::Get(const Reference& reference, base::Wall now) {
  const auto region = RegionOf(reference);
  if (!region) return std::unexpected(region.error());
  const auto endpoint = AwsEndpoint("secretsmanager", *region);
  if (!endpoint) return std::unexpected(endpoint.error());
  const auto credentials = credentials_.Get(*region, now);
  if (!credentials) return std::unexpected(credentials.error());

  fetch::Request request{.method = "POST", .url = *endpoint + "/"};
  request.ca_file = AwsCaBundle();
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-amz-json-1.1"))});
  request.headers.push_back({"X-Amz-Target", base::SecretString(std::string("secretsmanager.GetSecretValue"))});
  request.body = BodyOf(reference);
  SignForAws(request, **credentials, *region, "secretsmanager", now);
  const auto answer = Ask(std::move(request), kService);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(ReadError(*answer, *endpoint, now));

  AnswerJson body;
  if (!body.Read(*answer)) return Refuse(Fault::kMalformed, "AWS Secrets Manager gave no JSON object", *endpoint);
  Fetched fetched;
  fetched.version = FindString(body.root(), {"VersionId"});
  if (const auto created = FindNumber(body.root(), {"CreatedDate"}); created && *created > 0 && *created < 1e11) {
    fetched.created = base::Wall(std::chrono::milliseconds(static_cast<int64_t>(*created * 1000)));
  }
  if (const auto text = Find(body.root(), {"SecretString"}); text && text->String()) {
    fetched.value = base::SecretString(std::string(*text->String()));
    return fetched;
  }
  auto bytes = DecodeBase64Secret(FindString(body.root(), {"SecretBinary"}));
  if (!bytes || bytes->empty()) {
    return Refuse(Fault::kMalformed, "AWS Secrets Manager gave neither SecretString nor SecretBinary", *endpoint);
  }
  fetched.value = std::move(*bytes);
  return fetched;
}

}  // namespace gatehouse::secrets

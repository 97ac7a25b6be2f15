#include "secrets/aws/aws.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json_text.h"
#include "secrets/answer.h"
#include "secrets/aws/advice.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {

struct AwsStore {
  std::string_view words;    // the name in errors
  std::string_view service;  // in host names and signatures
  std::string_view target;   // X-Amz-Target
  std::string_view permission;
  base::SecretString (*body)(const Reference& reference);
  std::expected<Fetched, ProviderError> (*read)(const json::Value& answer, const std::string& where);
};

namespace {

constexpr size_t kMaxTypeBytes = 64;

// Errors are distinguished by their type, not by their status (nearly all are 400).
struct TypeMeaning {
  std::string_view type;
  Fault fault;
  std::string_view fix;
};
constexpr std::string_view kCheckKeys = "check the credentials, and this machine's clock";
constexpr std::string_view kEnded = "the session has ended: get new credentials";
constexpr std::array<TypeMeaning, 23> kTypes = {{
    {"ResourceNotFoundException", Fault::kAbsent, "check name, version and region"},
    {"InvalidRequestException", Fault::kAbsent, "the secret is marked for deletion, or has no value yet"},
    {"ParameterNotFound", Fault::kAbsent, "check name, version and region; a name with slashes begins with one"},
    {"ParameterVersionNotFound", Fault::kAbsent, "check the version"},
    {"AccessDeniedException", Fault::kDenied, {}},  // the permission on the secret itself
    {"InvalidKeyId", Fault::kDenied, "allow kms:Decrypt for the key of the parameter"},
    {"DecryptionFailure", Fault::kDenied, "allow kms:Decrypt for the key of the secret"},
    {"UnrecognizedClientException", Fault::kDenied, kCheckKeys},
    {"InvalidClientTokenId", Fault::kDenied, kCheckKeys},
    {"InvalidSignatureException", Fault::kDenied, kCheckKeys},
    {"SignatureDoesNotMatch", Fault::kDenied, kCheckKeys},
    {"IncompleteSignatureException", Fault::kDenied, kCheckKeys},
    {"MissingAuthenticationTokenException", Fault::kDenied, kCheckKeys},
    {"ExpiredTokenException", Fault::kDenied, kEnded},
    {"ExpiredToken", Fault::kDenied, kEnded},
    {"ThrottlingException", Fault::kThrottled, kAskLess},
    {"Throttling", Fault::kThrottled, kAskLess},
    {"TooManyRequestsException", Fault::kThrottled, kAskLess},
    {"RequestLimitExceeded", Fault::kThrottled, kAskLess},
    {"InternalServiceError", Fault::kUnavailable, {}},
    {"ServiceUnavailable", Fault::kUnavailable, {}},
    {"InvalidParameterException", Fault::kMisused, "check the reference"},
    {"ValidationException", Fault::kMisused, "check the reference"},
}};

std::string NeededPermission(const AwsStore& store) {
  return "allow " + std::string(store.permission) + " (and kms:Decrypt) for them";
}

ProviderError ReadError(const AwsStore& store, const fetch::Answer& answer, const std::string& where, base::Wall now) {
  AnswerJson body;
  std::string type;
  if (body.Read(answer)) type = FindString(body.root(), {"__type"}).substr(0, kMaxTypeBytes + kMaxTypeBytes);
  if (type.empty()) type = answer.Header("x-amzn-errortype").substr(0, kMaxTypeBytes);
  // "com.amazonaws.secretsmanager#ResourceNotFoundException", "Name:http://…"
  if (const size_t hash = type.find('#'); hash != std::string::npos) type.erase(0, hash + 1);
  type.erase(std::min(type.find(':'), type.size()));
  for (const TypeMeaning& meaning : kTypes) {
    if (type != meaning.type) continue;
    ProviderError error{meaning.fault, {std::string(store.words) + ": " + type, where, std::string(meaning.fix)}, {}};
    if (type == "AccessDeniedException") error.error.fix = NeededPermission(store);
    if (meaning.fix == kCheckKeys || meaning.fix == kEnded) error.error.fix = AwsLoginAdvice(meaning.fix);
    if (meaning.fault == Fault::kThrottled || meaning.fault == Fault::kUnavailable) {
      error.retry_after = fetch::RetryAfter(answer, now, kLongestRetryAfter);
    }
    return error;
  }
  ProviderError error = StatusError(answer, store.words, where, now);
  if (error.fault == Fault::kDenied) error.error.fix = "check the credentials; " + NeededPermission(store);
  return error;
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

base::SecretString SecretBody(const Reference& reference) {
  std::string body = "{\"SecretId\":" + json::Quoted(reference.path);
  std::string_view version = reference.Parameter("version_id");
  if (version.empty()) version = reference.Parameter("version");
  if (!version.empty()) body += ",\"VersionId\":" + json::Quoted(version);
  const std::string_view stage = reference.Parameter("version_stage");
  if (!stage.empty()) body += ",\"VersionStage\":" + json::Quoted(stage);
  return base::SecretString(body + "}");
}

base::SecretString ParameterBody(const Reference& reference) {
  std::string name = reference.path;
  if (const std::string_view version = reference.Parameter("version"); !version.empty()) {
    name += ":" + std::string(version);
  }
  return base::SecretString("{\"Name\":" + json::Quoted(name) + ",\"WithDecryption\":true}");
}

std::optional<base::Wall> TimeOf(const json::Value& answer, std::initializer_list<std::string_view> names) {
  constexpr double kLatest = 1e11;
  const auto seconds = FindNumber(answer, names);
  if (!seconds || *seconds <= 0 || *seconds >= kLatest) return {};
  return base::Wall(std::chrono::milliseconds(static_cast<int64_t>(*seconds * 1000)));
}

std::expected<Fetched, ProviderError> ReadSecret(const json::Value& answer, const std::string& where) {
  Fetched fetched;
  fetched.version = FindString(answer, {"VersionId"});
  fetched.created = TimeOf(answer, {"CreatedDate"});
  if (const auto text = Find(answer, {"SecretString"}); text && text->String()) {
    fetched.value = base::SecretString(std::string(*text->String()));
    return fetched;
  }
  auto bytes = DecodeBase64Secret(FindString(answer, {"SecretBinary"}));
  if (!bytes || bytes->empty()) {
    return Refuse(Fault::kMalformed, "AWS Secrets Manager gave neither SecretString nor SecretBinary", where);
  }
  fetched.value = std::move(*bytes);
  return fetched;
}

std::expected<Fetched, ProviderError> ReadParameter(const json::Value& answer, const std::string& where) {
  const auto value = Find(answer, {"Parameter", "Value"});
  if (!value || !value->String()) return Refuse(Fault::kMalformed, "AWS Parameter Store gave no value", where);
  Fetched fetched{base::SecretString(std::string(*value->String())), {}, {}, {}};
  if (const auto version = Find(answer, {"Parameter", "Version"})) fetched.version = std::string(version->Raw());
  fetched.created = TimeOf(answer, {"Parameter", "LastModifiedDate"});
  return fetched;
}

constexpr AwsStore kSecretsManager{"AWS Secrets Manager",           "secretsmanager", "secretsmanager.GetSecretValue",
                                   "secretsmanager:GetSecretValue", SecretBody,       ReadSecret};
constexpr AwsStore kParameterStore{"AWS Parameter Store", "ssm",         "AmazonSSM.GetParameter",
                                   "ssm:GetParameter",    ParameterBody, ReadParameter};

}  // namespace

std::shared_ptr<AwsProvider> AwsProvider::SecretsManager() {
  return std::shared_ptr<AwsProvider>(new AwsProvider(kSecretsManager));
}
std::shared_ptr<AwsProvider> AwsProvider::ParameterStore() {
  return std::shared_ptr<AwsProvider>(new AwsProvider(kParameterStore));
}

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
  const auto endpoint = AwsEndpoint(store_.service, *region);
  if (!endpoint) return std::unexpected(endpoint.error());
  const auto credentials = credentials_.Get(*region, now);
  if (!credentials) return std::unexpected(credentials.error());

  fetch::Request request{.method = "POST", .url = *endpoint + "/"};
  request.ca_file = AwsCaBundle();
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-amz-json-1.1"))});
  request.headers.push_back({"X-Amz-Target", base::SecretString(std::string(store_.target))});
  request.body = store_.body(reference);
  SignForAws(request, **credentials, *region, store_.service, now);
  const auto answer = Ask(std::move(request), store_.words);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(ReadError(store_, *answer, *endpoint, now));
  AnswerJson body;
  if (!body.Read(*answer)) {
    return Refuse(Fault::kMalformed, std::string(store_.words) + " gave no JSON object", *endpoint);
  }
  return store_.read(body.root(), *endpoint);
}

}  // namespace gatehouse::secrets

#include "secrets/aws/sts.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/bytes.h"
#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/aws/advice.h"
#include "secrets/aws/credentials.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kSts = "AWS STS";

// STS errors are distinguished by <Code>; nearly all of them are 400 or 403.
struct CodeMeaning {
  std::string_view code;
  Fault fault;
  std::string_view fix;
};
constexpr std::string_view kCheckRoleKeys =
    "check the credentials that the role is assumed with, and this machine's clock";
constexpr std::string_view kLogInAgain = "the session has ended: log in again";
constexpr std::array<CodeMeaning, 13> kCodes = {{
    {"AccessDenied", Fault::kDenied, "check the trust policy of the role, its external id, and sts:AssumeRole"},
    {"ExpiredToken", Fault::kDenied, kLogInAgain},
    {"ExpiredTokenException", Fault::kDenied, "the web identity's token has ended: mount a fresh one"},
    {"InvalidIdentityToken", Fault::kDenied, "check that the role trusts the issuer of the token file"},
    {"IDPRejectedClaim", Fault::kDenied, "check audience and subject in the trust policy of the role"},
    {"InvalidClientTokenId", Fault::kDenied, kCheckRoleKeys},
    {"SignatureDoesNotMatch", Fault::kDenied, kCheckRoleKeys},
    {"RegionDisabledException", Fault::kMisused, "activate STS for the region, or set AWS_REGION to another"},
    {"ValidationError", Fault::kMisused, "check role_arn, role_session_name and duration_seconds"},
    {"IDPCommunicationError", Fault::kUnavailable, "the identity provider does not answer AWS: try again"},
    {"Throttling", Fault::kThrottled, kAskLess},
    {"ThrottlingException", Fault::kThrottled, kAskLess},
    {"RequestLimitExceeded", Fault::kThrottled, kAskLess},
}};

// The text between <name> and </name>: the values we need contain no entities.
std::string_view Between(std::string_view xml, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const size_t start = xml.find(open);
  if (start == std::string_view::npos) return {};
  const std::string_view rest = xml.substr(start + open.size());
  const size_t end = rest.find('<');
  return end == std::string_view::npos ? std::string_view() : base::TrimSpace(rest.substr(0, end));
}

ProviderError ReadError(const fetch::Answer& answer, const std::string& what, const std::string& where,
                        base::Wall now) {
  const std::string_view code = Between(answer.body.Reveal(), "Code");
  for (const CodeMeaning& meaning : kCodes) {
    if (code != meaning.code) continue;
    ProviderError error{
        meaning.fault,
        {std::string(kSts) + " refuses " + what + ": " + std::string(code), where, std::string(meaning.fix)},
        {}};
    if (meaning.fix == kCheckRoleKeys || meaning.fix == kLogInAgain) error.error.fix = AwsLoginAdvice(meaning.fix);
    error.retry_after = fetch::RetryAfter(answer, now, kLongestRetryAfter);
    return error;
  }
  if (answer.status >= 400 && answer.status < 429) {
    return {Fault::kDenied,
            {std::string(kSts) + " refuses " + what + " (" + std::to_string(answer.status) + ")", where,
             "check the trust policy of the role"},
            {}};
  }
  return StatusError(answer, kSts, where, now);
}

using Fields = std::vector<fetch::FormField>;

fetch::Request RequestFor(const std::string& endpoint, const Fields& fields) {
  fetch::Request request{.method = "POST", .url = endpoint + "/"};
  request.ca_file = AwsCaBundle();
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-www-form-urlencoded"))});
  request.body = fetch::FormBody(std::span(fields));
  return request;
}

Fields FieldsOf(std::string_view action, const AwsRole& role) {
  Fields fields = {{"Action", action},
                   {"Version", "2011-06-15"},
                   {"RoleArn", role.arn},
                   {"RoleSessionName", role.session_name.empty() ? std::string_view("gatehouse") : role.session_name}};
  if (!role.external_id.empty()) fields.push_back({"ExternalId", role.external_id});
  if (!role.duration.empty()) fields.push_back({"DurationSeconds", role.duration});
  return fields;
}

MaybeAws Send(fetch::Request request, const std::string& what, const std::string& endpoint, base::Wall now) {
  const auto answer = Ask(std::move(request), kSts);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(ReadError(*answer, what, endpoint, now));
  const std::string_view xml = answer->body.Reveal();
  const auto expires = base::ParseRfc3339(Between(xml, "Expiration"));
  const std::string_view id = Between(xml, "AccessKeyId");
  const std::string_view key = Between(xml, "SecretAccessKey");
  if (id.empty() || key.empty() || !expires) {
    return Refuse(Fault::kMalformed, "AWS STS gave no credentials, or some without an end", endpoint);
  }
  return FoundAws{{std::string(id), base::SecretString(std::string(key)),
                   base::SecretString(std::string(Between(xml, "SessionToken")))},
                  expires};
}

}  // namespace

MaybeAws AssumeRole(const AwsCredentials& base, const AwsRole& role, const std::string& region, base::Wall now) {
  const auto endpoint = AwsEndpoint("sts", region);
  if (!endpoint) return std::unexpected(endpoint.error());
  fetch::Request request = RequestFor(*endpoint, FieldsOf("AssumeRole", role));
  SignForAws(request, base, region, "sts", now);
  return Send(std::move(request), "the role " + role.arn, *endpoint, now);
}

MaybeAws AssumeRoleWithWebIdentity(const std::string& token_file, const AwsRole& role, const std::string& region,
                                   base::Wall now) {
  const auto token = ReadSecretFile(token_file);
  if (!token) return std::unexpected(token.error());
  const auto endpoint = AwsEndpoint("sts", region);
  if (!endpoint) return std::unexpected(endpoint.error());
  Fields fields = FieldsOf("AssumeRoleWithWebIdentity", role);
  fields.push_back({"WebIdentityToken", token->value.Reveal()});
  return Send(RequestFor(*endpoint, fields), "the web identity", *endpoint, now);
}

}  // namespace gatehouse::secrets

#include "secrets/oauth.h"

#include <algorithm>
#include <array>

#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

constexpr std::array<std::string_view, 12> kErrors = {
    "invalid_request",      "invalid_client",         "invalid_grant",           "unauthorized_client",
    "invalid_scope",        "unsupported_grant_type", "invalid_target",          "access_denied",
    "interaction_required", "server_error",           "temporarily_unavailable", "expired_token"};

}  // namespace

std::expected<AccessToken, ProviderError> ReadTokenAnswer(const fetch::Answer& answer, std::string_view service,
                                                          base::Wall now) {
  constexpr double kLongestSeconds = 24 * 3600;
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, std::string(service) + " gave no JSON object");
  const std::string_view token = FindString(body.root(), {"access_token"});
  const auto seconds = FindNumber(body.root(), {"expires_in"});
  if (token.empty() || !seconds || !(*seconds > 0 && *seconds <= kLongestSeconds)) {
    return Refuse(Fault::kMalformed, std::string(service) + " gave no access token, or one without an end");
  }
  return AccessToken{base::SecretString(std::string(token)),
                     now + std::chrono::seconds(static_cast<int64_t>(*seconds))};
}

std::string_view OAuthError(const fetch::Answer& answer) {
  AnswerJson body;
  if (!body.Read(answer)) return {};
  const auto* const known = std::ranges::find(kErrors, FindString(body.root(), {"error"}));
  return known == kErrors.end() ? std::string_view() : *known;
}

std::string Refusal(const fetch::Answer& answer) {
  std::string words = " (" + std::to_string(answer.status);
  if (const std::string_view error = OAuthError(answer); !error.empty()) words += ", " + std::string(error);
  return words + ")";
}

fetch::Request FormRequest(std::string url, base::SecretString body) {
  fetch::Request request{.method = "POST", .url = std::move(url)};
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/x-www-form-urlencoded"))});
  request.body = std::move(body);
  return request;
}

}  // namespace gatehouse::secrets

#include "control/registry/oauth_error.h"

#include <algorithm>
#include <array>

#include "base/json_text.h"

namespace gatehouse::registry {
namespace {

struct ErrorInfo {
  std::string_view name;
  int status;
};
constexpr std::array<ErrorInfo, 7> kErrors = {{
    {"invalid_request", 400},
    {"invalid_client", 401},
    {"invalid_grant", 400},
    {"unauthorized_client", 400},
    {"unsupported_grant_type", 400},
    {"invalid_scope", 400},
    {"temporarily_unavailable", 503},
}};
constexpr int kTooManyRequests = 429;

}  // namespace

std::string_view Name(OAuthError error) { return kErrors[static_cast<size_t>(error)].name; }

service::HttpResponse ToResponse(const OAuthRefusal& refusal) {
  std::string json = R"({"error":)";
  json::AppendQuoted(json, Name(refusal.error));
  json += R"(,"error_description":)";
  json::AppendQuoted(json, refusal.description);
  json += '}';
  const int status = refusal.limited ? kTooManyRequests : kErrors[static_cast<size_t>(refusal.error)].status;
  service::HttpResponse response = service::JsonResponse(status, std::move(json));
  response.headers.emplace_back("Pragma", "no-cache");
  if (refusal.error == OAuthError::kInvalidClient) {
    // RFC 9110 §15.5.2 requires a challenge in every 401; Basic is a scheme that clients can use here.
    response.headers.emplace_back("WWW-Authenticate", R"(Basic realm="gatehouse", charset="UTF-8")");
  }
  if (refusal.error == OAuthError::kTemporarilyUnavailable) {
    const int64_t seconds = std::max<int64_t>(1, refusal.retry_after.count());
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
  }
  return response;
}

}  // namespace gatehouse::registry

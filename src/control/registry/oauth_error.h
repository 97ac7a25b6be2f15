// Refusals of the OAuth endpoints: the errors of RFC 6749 §5.2, as JSON. Tests: oauth_error_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "control/service/http.h"

namespace gatehouse::registry {

enum class OAuthError : uint8_t {
  kInvalidRequest,
  kInvalidClient,
  kInvalidGrant,
  kUnauthorizedClient,
  kUnsupportedGrantType,
  kInvalidScope,
  kTemporarilyUnavailable,  // not in §5.2: 429 or 503, with Retry-After
};
[[nodiscard]] std::string_view Name(OAuthError error);  // "invalid_request"

// `description` never repeats a client's input.
struct OAuthRefusal {
  OAuthError error = OAuthError::kInvalidRequest;
  std::string_view description;  // a literal
  std::chrono::seconds retry_after{0};
  bool limited = false;  // 429, else 503
};
[[nodiscard]] service::HttpResponse ToResponse(const OAuthRefusal& refusal);

}  // namespace gatehouse::registry

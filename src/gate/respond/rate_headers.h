// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) for the tightest limit that a request met.
// Shown by rate_headers_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

struct RateReport {
  std::string_view name;  // the limit's text made a token: "100-minute-address"
  uint32_t count = 0;
  uint32_t window_s = 0;
  uint32_t remaining = 0;
  uint32_t reset_s = 0;
};

[[nodiscard]] std::string RateLimitValue(const RateReport& report);        // "name";r=9;t=42
[[nodiscard]] std::string RateLimitPolicyValue(const RateReport& report);  // "name";q=10;w=60

}  // namespace gatehouse::gate

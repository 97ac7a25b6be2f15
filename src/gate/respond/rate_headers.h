// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) for the tightest limit that a request met.
// Shown by rate_headers_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::gate {

struct RateReport {
  std::string_view policy;  // of the limit: as RateLimitPolicyValue made it
  uint32_t remaining = 0;
  uint32_t reset_s = 0;
};

// "name";q=10;w=60 with `name` as a structured-field string: what every answer says of one limit, rendered once.
[[nodiscard]] std::string RateLimitPolicyValue(std::string_view name, uint32_t count, std::chrono::milliseconds window);

// "name";r=9;t=42 into `out`, which holds at least RateLimitBytes(report). Returns the text.
[[nodiscard]] size_t RateLimitBytes(const RateReport& report);
std::string_view WriteRateLimit(const RateReport& report, std::span<char> out);

}  // namespace gatehouse::gate

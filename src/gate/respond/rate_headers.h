// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) for the tightest limit that a request met.
// Shown by rate_headers_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// A limit's `name` is a token (Limit::name): it needs no quoting inside the quotes.
struct RateReport {
  std::string_view name;
  std::string_view policy;  // as RateLimitPolicyValue made it
  uint32_t remaining = 0;
  uint32_t reset_s = 0;
};

// "name";q=10;w=60: what every answer says of one limit, rendered once.
[[nodiscard]] std::string RateLimitPolicyValue(std::string_view name, uint32_t count, std::chrono::milliseconds window);

// "name";r=9;t=42 into `out`, which holds at least RateLimitBytes(report). Returns what was written.
[[nodiscard]] size_t RateLimitBytes(const RateReport& report);
std::string_view WriteRateLimit(const RateReport& report, std::span<char> out);

}  // namespace gatehouse::gate

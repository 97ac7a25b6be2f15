// RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) for the tightest limit of a request.
// Shown by rate_headers_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// A limit's `name` is a token (Limit::name), so it needs no escaping inside the quotes.
struct RateReport {
  std::string_view name;
  std::string_view policy;  // rendered by RateLimitPolicyValue
  uint32_t remaining = 0;
  uint32_t reset_s = 0;
};

// "name";q=10;w=60: the same in every answer under one limit, rendered once.
[[nodiscard]] std::string RateLimitPolicyValue(std::string_view name, uint32_t count, std::chrono::milliseconds window);

// Writes "name";r=9;t=42 to `out`, which must have room for RateLimitBytes(report). Returns the written text.
[[nodiscard]] size_t RateLimitBytes(const RateReport& report);
std::string_view WriteRateLimit(const RateReport& report, std::span<char> out);

}  // namespace gatehouse::gate

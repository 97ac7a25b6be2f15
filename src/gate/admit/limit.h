// Rate limits as rules (rows B11 A13 C11): "100/minute per address". Ledger does the counting, in state/.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

enum class LimitScope : uint8_t { kAddress, kIdentity, kRoute, kClaim };

struct Limit {
  uint32_t count = 0;                   // requests admitted in any window; 1 to kMaxLimitCount
  std::chrono::milliseconds window{0};  // a second, a minute, an hour or a day
  LimitScope scope = LimitScope::kAddress;
  std::string claim;  // with kClaim
  std::string
      name;  // "100-minute-address", an RFC 9651 token: the name in RateLimit headers and logs; set by ParseLimit
  std::string rate_policy;  // the value of RateLimit-Policy; rendered once by the policy
  uint64_t id = 0;          // identifies this limit's buckets; stable over reloads, set by the policy

  [[nodiscard]] std::string Text() const;  // "100/minute per address"
};

inline constexpr uint32_t kMaxLimitCount = 1'000'000;

// "N/second|minute|hour|day [per address|identity|route|claim:NAME]". Without "per" the scope is `fallback`.
[[nodiscard]] base::Result<Limit> ParseLimit(std::string_view text, LimitScope fallback = LimitScope::kAddress);

}  // namespace gatehouse::gate

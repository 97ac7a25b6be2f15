// What a CorsAnswer means on the wire (the Fetch standard, row B10).
#pragma once

#include <vector>

#include "gate/admit/cors.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

// Whether an answer without any other CORS header still varies by Origin.
[[nodiscard]] inline bool VariesByOrigin(const CorsRules& rules) {
  return rules.enabled() && rules.origins.front() != "*";
}
// With origins by name every answer varies by Origin, also one to a request without that header: a cache must not hand
// one origin's answer to another.
[[nodiscard]] std::vector<HeaderValue> CorsHeaders(const CorsRules& rules, const CorsAnswer& answer);

}  // namespace gatehouse::gate

// Turns a CorsAnswer into response headers (the Fetch standard, row B10).
#pragma once

#include <vector>

#include "gate/admit/cors.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

// Whether an answer without any other CORS header must still have Vary: Origin.
[[nodiscard]] inline bool VariesByOrigin(const CorsRules& rules) {
  return rules.enabled() && rules.origins.front() != "*";
}
// If origins are listed by name, every answer varies by Origin, even one to a request without that header: a cache must
// not serve one origin's answer to another.
[[nodiscard]] std::vector<HeaderValue> CorsHeaders(const CorsRules& rules, const CorsAnswer& answer);

}  // namespace gatehouse::gate

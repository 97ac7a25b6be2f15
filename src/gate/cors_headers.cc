#include "gate/cors_headers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gatehouse::gate {

std::vector<HeaderValue> CorsHeaders(const CorsRules& rules, const CorsAnswer& answer) {
  std::vector<HeaderValue> headers;
  if (!rules.enabled()) return headers;
  if (VariesByOrigin(rules)) headers.push_back({"Vary", "Origin"});
  if (answer.allow_origin.empty()) return headers;
  headers.push_back({"Access-Control-Allow-Origin", std::string(answer.allow_origin)});
  if (rules.credentials && answer.allow_origin != "*") headers.push_back({"Access-Control-Allow-Credentials", "true"});
  if (answer.preflight) {
    headers.push_back({"Access-Control-Allow-Methods", fmt::format("{}", fmt::join(rules.methods, ", "))});
    headers.push_back({"Access-Control-Allow-Headers", fmt::format("{}", fmt::join(rules.headers, ", "))});
    headers.push_back({"Access-Control-Max-Age", fmt::format("{}", rules.max_age.count())});
  } else if (!rules.exposed.empty()) {
    headers.push_back({"Access-Control-Expose-Headers", fmt::format("{}", fmt::join(rules.exposed, ", "))});
  }
  return headers;
}

}  // namespace gatehouse::gate

#include "gate/cors_headers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/bytes.h"
#include "gate/admit/safelisted_headers.h"

namespace gatehouse::gate {

namespace {

// The policy's headers plus the safelisted ones: a browser looks for every name that it asked about.
std::string AllowedHeaders(const CorsRules& rules) {
  std::string names = fmt::format("{}", fmt::join(rules.headers, ", "));
  for (const std::string_view name : kSafelistedHeaders) {
    const auto is = [name](const std::string& listed) { return base::EqualIgnoringCase(listed, name); };
    if (std::ranges::none_of(rules.headers, is)) names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

}  // namespace

std::vector<HeaderValue> CorsHeaders(const CorsRules& rules, const CorsAnswer& answer) {
  std::vector<HeaderValue> headers;
  if (!rules.enabled()) return headers;
  if (VariesByOrigin(rules)) headers.push_back({"Vary", "Origin"});
  if (answer.allow_origin.empty()) return headers;
  headers.push_back({"Access-Control-Allow-Origin", std::string(answer.allow_origin)});
  if (rules.credentials && answer.allow_origin != "*") headers.push_back({"Access-Control-Allow-Credentials", "true"});
  if (answer.preflight) {
    headers.push_back({"Access-Control-Allow-Methods", fmt::format("{}", fmt::join(rules.methods, ", "))});
    headers.push_back({"Access-Control-Allow-Headers", AllowedHeaders(rules)});
    headers.push_back({"Access-Control-Max-Age", fmt::format("{}", rules.max_age.count())});
  } else if (!rules.exposed.empty()) {
    headers.push_back({"Access-Control-Expose-Headers", fmt::format("{}", fmt::join(rules.exposed, ", "))});
  }
  return headers;
}

}  // namespace gatehouse::gate

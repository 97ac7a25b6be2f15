#include "gate/identify/bearer.h"

#include "base/bytes.h"

namespace gatehouse::gate {

std::expected<std::string_view, Reason> BearerCredentials(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.empty()) return std::unexpected(Reason::kTokenMissing);
  if (!base::EqualIgnoringCase(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::unexpected(Reason::kTokenFormat);
  }
  const size_t start = authorization.find_first_not_of(' ', kScheme.size());
  if (start == authorization.npos) return std::unexpected(Reason::kTokenFormat);
  return authorization.substr(start);
}

std::expected<std::string_view, Reason> BearerToken(std::string_view authorization) {
  const auto token = BearerCredentials(authorization);
  if (!token) return token;
  // Two tokens: it is unknown which one the upstream would read.
  for (const char separator : {' ', '\t', ','}) {
    if (token->contains(separator)) return std::unexpected(Reason::kTokenFormat);
  }
  return token;
}

}  // namespace gatehouse::gate

#include "gate/identify/bearer.h"

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kBearerScheme = "Bearer ";
constexpr std::string_view kDpopScheme = "DPoP ";

bool HasScheme(std::string_view authorization, std::string_view scheme) {
  return base::EqualIgnoringCase(authorization.substr(0, scheme.size()), scheme);
}

std::expected<std::string_view, Reason> Credentials(std::string_view authorization, std::string_view scheme) {
  if (authorization.empty()) return std::unexpected(Reason::kTokenMissing);
  if (!HasScheme(authorization, scheme)) return std::unexpected(Reason::kTokenFormat);
  const size_t start = authorization.find_first_not_of(' ', scheme.size());
  if (start == authorization.npos) return std::unexpected(Reason::kTokenFormat);
  return authorization.substr(start);
}

// Two tokens: it is unknown which one the upstream would read.
std::expected<std::string_view, Reason> OneToken(std::expected<std::string_view, Reason> credentials) {
  if (!credentials) return credentials;
  for (const char separator : {' ', '\t', ','}) {
    if (credentials->contains(separator)) return std::unexpected(Reason::kTokenFormat);
  }
  return credentials;
}

}  // namespace

std::expected<std::string_view, Reason> BearerCredentials(std::string_view authorization) {
  return Credentials(authorization, kBearerScheme);
}

std::expected<std::string_view, Reason> BearerToken(std::string_view authorization) {
  return OneToken(BearerCredentials(authorization));
}

bool UsesDpop(std::string_view authorization) { return HasScheme(authorization, kDpopScheme); }

std::expected<std::string_view, Reason> DpopToken(std::string_view authorization) {
  return OneToken(Credentials(authorization, kDpopScheme));
}

}  // namespace gatehouse::gate

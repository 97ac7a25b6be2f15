#include "gate/identify/requirement.h"

#include <algorithm>

#include "gate/identify/session.h"

namespace gatehouse::gate {

namespace {

bool Contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

}  // namespace

Reason CheckRequirement(const Requirement& requirement, const Principal& principal) {
  const auto has_role = [&](const std::string& role) { return Contains(principal.roles, role); };
  const auto has_scope = [&](const std::string& scope) { return Contains(principal.scopes, scope); };
  if (!requirement.any_role.empty() && std::ranges::none_of(requirement.any_role, has_role))
    return Reason::kRoleMissing;
  if (!std::ranges::all_of(requirement.all_scopes, has_scope)) return Reason::kScopeMissing;
  for (const auto& claim : requirement.claims) {
    const auto has = [&](const std::string& value) { return principal.Has(claim.first, value); };
    if (std::ranges::none_of(claim.second, has)) return Reason::kClaimMismatch;
  }
  // Only sessions count: another issuer's `acr` may have another meaning.
  const bool two = principal.issuer == jose::kSessionIssuer && principal.Claim("acr") == jose::kTwoFactors;
  if (requirement.second_factor && !two) return Reason::kSecondFactor;
  return Reason::kAllowed;
}

}  // namespace gatehouse::gate

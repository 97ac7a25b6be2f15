// What a route requires of a principal beyond a valid token (rows B1 A13): roles, scopes, claims.
// Shown by requirement_test.cc.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gate/request/principal.h"
#include "gate/request/reason.h"

namespace gatehouse::gate {

struct Requirement {
  std::vector<std::string> any_role;                                     // at least one of these; empty: none required
  std::vector<std::string> all_scopes;                                   // every one of these
  std::vector<std::pair<std::string, std::vector<std::string>>> claims;  // each claim must equal one of its values

  bool second_factor = false;  // only sessions can have it: given at login

  [[nodiscard]] bool empty() const {
    return any_role.empty() && all_scopes.empty() && claims.empty() && !second_factor;
  }
  friend bool operator==(const Requirement&, const Requirement&) = default;
};

// kAllowed, kRoleMissing, kScopeMissing, kClaimMismatch or kSecondFactor.
[[nodiscard]] Reason CheckRequirement(const Requirement& requirement, const Principal& principal);

}  // namespace gatehouse::gate

// The rules for a droplet's name, steward and roles. Tests:
// droplet_admin_test.cc.
#pragma once

#include "base/error.h"
#include "control/service/admin_body.h"
#include "control/store/droplets.h"

namespace gatehouse::registry {

inline constexpr size_t kMaxNameBytes = 100;
inline constexpr size_t kMaxStewardBytes = 200;
inline constexpr size_t kMaxRoles = 32;
inline constexpr size_t kMaxRoleBytes = 64;

// Copies the members of `body`: name, steward, url (only its syntax is checked), roles. Error.where is the member.
[[nodiscard]] base::Result<> ApplyFields(const service::AdminBody& body, store::Droplet& droplet);

// Returns the only public key in a PEM or JWK text as a JWK to store, with `alg` only if the text had one.
[[nodiscard]] base::Result<std::string> PublicJwkOf(const std::string& text);

}  // namespace gatehouse::registry

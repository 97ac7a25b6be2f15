// The rules for a droplet's name, steward and roles, in one place. Shown by
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

// Takes over the members that `body` has: name, steward, url (its shape only), roles. Error.where is the member.
[[nodiscard]] base::Result<> ApplyFields(const service::AdminBody& body, store::Droplet& droplet);

// The one public key in a PEM or JWK text, as a JWK to be stored: with `alg` only where the text had one.
[[nodiscard]] base::Result<std::string> PublicJwkOf(const std::string& text);

}  // namespace gatehouse::registry

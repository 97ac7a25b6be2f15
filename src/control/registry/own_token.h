// A token that was handed in for judgement: whether it is one of ours, and good. For introspection and revocation.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "gate/exchange/principal.h"

namespace gatehouse::control {

// Signed by a key that is served, in its time, with our issuer and audience; revoked or not. Empty for anything else.
[[nodiscard]] std::optional<gate::Principal> VerifyOwnToken(const RegistryContext& context, const KeyRing& ring,
                                                            std::string_view token, base::Wall now);

}  // namespace gatehouse::control

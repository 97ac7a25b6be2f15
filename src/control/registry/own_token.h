// A token that was handed in for judgement: whether it is one of ours, and good. For introspection and revocation.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_string.h"
#include "control/registry/client_authentication.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"
#include "jose/claims.h"

namespace gatehouse::registry {

// What introspection and revocation are both sent: a form with a token, from a client that says who it is. The refusal
// where one of them is missing.
struct TokenQuestion {
  Client client;
  base::SecretString token;
};
[[nodiscard]] std::expected<TokenQuestion, OAuthRefusal> ReadTokenQuestion(const service::HttpRequest& request,
                                                                           ClientAuthentication& clients);

// Signed by a key that is served, in its time, with our issuer and audience; revoked or not. Empty for anything else.
[[nodiscard]] std::optional<jose::Claims> VerifyOwnToken(const RegistryContext& context, const KeyRing& ring,
                                                         std::string_view token, base::Wall now);

}  // namespace gatehouse::registry

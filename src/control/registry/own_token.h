// Checks a token from a request: is it one of ours, and valid? For introspection and revocation.
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

// The common input of introspection and revocation: a form with a token, and client authentication. A refusal
// if one of them is missing.
struct TokenQuestion {
  Client client;
  base::SecretString token;
};
[[nodiscard]] std::expected<TokenQuestion, OAuthRefusal> ReadTokenQuestion(const service::HttpRequest& request,
                                                                           ClientAuthentication& clients);

// Returns the claims of a token that a published key signed, valid now, with our issuer and audience; maybe revoked.
[[nodiscard]] std::optional<jose::Claims> VerifyOwnToken(const RegistryContext& context, const KeyRing& ring,
                                                         std::string_view token, base::Wall now);

}  // namespace gatehouse::registry

// Reads the token in an answer of Entra ID or a managed identity. Shown by tests/secrets/test_azure.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "fetch/fetch.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// `service` is its name in errors. The expiry is expires_in or expires_on, as a number or as a string.
[[nodiscard]] std::expected<AccessToken, ProviderError> ReadAzureToken(const fetch::Answer& answer, const char* service,
                                                                       const std::string& where, base::Wall now);

}  // namespace gatehouse::secrets

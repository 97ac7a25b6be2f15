// The login of a person that `az login` leaves: `az` is asked for a token, as Azure's own clients do. Shown by
// tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/azure/login.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Nothing: nobody has ever logged in with `az` here (~/.azure, or AZURE_CONFIG_DIR).
[[nodiscard]] std::expected<std::optional<AccessToken>, ProviderError> AskAzureCli(const AzureCloud& cloud,
                                                                                   base::Wall now);

}  // namespace gatehouse::secrets

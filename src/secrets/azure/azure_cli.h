// A person's login with `az login`: requests a token from `az`, as Azure's own clients do. Shown by
// tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/azure/login.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Empty if nobody has logged in with `az` here (~/.azure, or AZURE_CONFIG_DIR).
[[nodiscard]] std::expected<std::optional<AccessToken>, ProviderError> AskAzureCli(const AzureCloud& cloud,
                                                                                   base::Wall now);

}  // namespace gatehouse::secrets

// A managed identity: of an App Service and its like by IDENTITY_ENDPOINT, of a virtual machine by the metadata
// address. Shown by tests/secrets/test_azure.py.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/azure/login.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Nothing: nobody answers at the metadata address, so this is no machine of Azure's.
[[nodiscard]] std::expected<std::optional<AccessToken>, ProviderError> AskManagedIdentity(const AzureCloud& cloud,
                                                                                          base::Wall now);

}  // namespace gatehouse::secrets

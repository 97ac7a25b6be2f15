// A managed identity: of an App Service and similar through IDENTITY_ENDPOINT, of a virtual machine through the
// metadata address. Shown by tests/secrets/test_azure.py.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/azure/login.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Empty if the metadata address does not answer: this is not an Azure machine.
[[nodiscard]] std::expected<std::optional<AccessToken>, ProviderError> AskManagedIdentity(const AzureCloud& cloud,
                                                                                          base::Wall now);

}  // namespace gatehouse::secrets

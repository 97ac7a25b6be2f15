// Logs in a client of Entra ID: by its secret, its certificate, or a workload's token (Kubernetes, GitHub).
// Shown by tests/secrets/test_azure.py, tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <optional>

#include "base/clock.h"
#include "secrets/azure/login.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

// Empty if none of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE is set.
[[nodiscard]] std::expected<std::optional<AccessToken>, ProviderError> AskEntra(const AzureCloud& cloud,
                                                                                base::Wall now);

}  // namespace gatehouse::secrets

// Google's metadata server: the token of the service account that is attached to this machine or pod. Shown by
// tests/secrets/test_gcp.py.
#pragma once

#include <expected>

#include "base/clock.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

[[nodiscard]] std::expected<AccessToken, ProviderError> AskMetadataServer(base::Wall now);

}  // namespace gatehouse::secrets

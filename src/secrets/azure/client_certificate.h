// A client certificate with its key: signs an assertion that authenticates the client at Entra ID (RFC 7523). Shown by
// tests/secrets/test_azure_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// `file` is PEM with both, the key without a passphrase. The assertion is valid only for `audience`, for ten minutes.
[[nodiscard]] std::expected<base::SecretString, ProviderError> AssertionByCertificate(const std::string& file,
                                                                                      const std::string& client,
                                                                                      const std::string& audience,
                                                                                      base::Wall now);

}  // namespace gatehouse::secrets

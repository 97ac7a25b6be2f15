// The token that an external account presents to Google, from its credential_source. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// From a file, a URL or AWS. A program as the source (`executable`) and certificates are errors that say so.
[[nodiscard]] std::expected<base::SecretString, ProviderError> SubjectToken(const json::Value& source,
                                                                            const std::string& audience,
                                                                            const std::string& origin, base::Wall now);

// A GetCallerIdentity request signed with this machine's AWS credentials: Google sends it to AWS, which confirms our
// identity.
[[nodiscard]] std::expected<base::SecretString, ProviderError> SignedForGoogle(const json::Value& source,
                                                                               const std::string& audience,
                                                                               const std::string& origin,
                                                                               base::Wall now);

}  // namespace gatehouse::secrets

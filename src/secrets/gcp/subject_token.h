// What an external account shows to Google: the token that its credential_source leads to. Shown by
// tests/secrets/test_gcp_logins.py.
#pragma once

#include <expected>
#include <string>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// By a file, a URL or AWS. A program as the source (`executable`) and certificates are errors that say so.
[[nodiscard]] std::expected<base::SecretString, ProviderError> SubjectToken(const json::Value& source,
                                                                            const std::string& audience,
                                                                            const std::string& origin, base::Wall now);

// A GetCallerIdentity that AWS' credentials of this machine have signed: Google sends it to AWS, which then says who
// we are.
[[nodiscard]] std::expected<base::SecretString, ProviderError> SignedForGoogle(const json::Value& source,
                                                                               const std::string& audience,
                                                                               const std::string& origin,
                                                                               base::Wall now);

}  // namespace gatehouse::secrets

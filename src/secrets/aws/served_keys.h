// Reads credentials as AWS metadata services send them: {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}. See
// tests/secrets/test_aws.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "fetch/fetch.h"
#include "secrets/aws/found.h"

namespace gatehouse::secrets {

[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> ReadServedKeys(const fetch::Answer& answer,
                                                                                   const std::string& service,
                                                                                   base::Wall now);

}  // namespace gatehouse::secrets

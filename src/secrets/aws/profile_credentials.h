// The credentials that a profile leads to: keys, a role with a source, a web identity, a program, a login of `aws sso
// login`. What a profile says and what is not understood here is an error, never passed over: the wrong identity would
// sign. Shown by tests/secrets/test_aws_profile.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "secrets/aws/found.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {

// Other places that a profile may name as the source of its role (credential_source).
struct AwsSources {
  std::expected<std::optional<FoundAws>, ProviderError> (*environment)(const std::string& region, base::Wall now);
  std::expected<std::optional<FoundAws>, ProviderError> (*container)(const std::string& region, base::Wall now);
  std::expected<std::optional<FoundAws>, ProviderError> (*instance)(const std::string& region, base::Wall now);
};

// Nothing: the profile is not there, or says nothing of credentials.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> ProfileCredentials(const AwsFiles& files,
                                                                                       const std::string& profile,
                                                                                       const AwsSources& sources,
                                                                                       const std::string& region,
                                                                                       base::Wall now);

}  // namespace gatehouse::secrets

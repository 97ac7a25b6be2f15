// The credentials of a profile: keys, a role with a source, a web identity, a program, a login of `aws sso
// login`. Any setting that is not supported is an error and never ignored: otherwise the wrong identity would
// be used. Shown by tests/secrets/test_aws_profile.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "secrets/aws/found.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {

// The other sources that a profile may name for its role (credential_source).
struct AwsSources {
  std::expected<std::optional<FoundAws>, ProviderError> (*environment)(const std::string& region, base::Wall now);
  std::expected<std::optional<FoundAws>, ProviderError> (*container)(const std::string& region, base::Wall now);
  std::expected<std::optional<FoundAws>, ProviderError> (*instance)(const std::string& region, base::Wall now);
};

// Empty if the profile does not exist or has no credentials.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> ProfileCredentials(const AwsFiles& files,
                                                                                       const std::string& profile,
                                                                                       const AwsSources& sources,
                                                                                       const std::string& region,
                                                                                       base::Wall now);

}  // namespace gatehouse::secrets

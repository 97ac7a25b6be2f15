// The metadata of an EC2 instance (IMDSv2 only): the credentials of its role, and its region. Shown by
// tests/secrets/test_aws.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

// Empty if this is not an instance, or one without a role, or if AWS_EC2_METADATA_DISABLED is set.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> AwsFromInstance(base::Wall now);
// "eu-central-1"; empty if this is not an instance.
[[nodiscard]] std::expected<std::string, ProviderError> AwsInstanceRegion();

}  // namespace gatehouse::secrets

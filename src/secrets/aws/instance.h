// The metadata of an EC2 instance (IMDSv2 only): the credentials of its role, and where it is. Shown by
// tests/secrets/test_aws.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

// Nothing: this is no instance, or one without a role, or AWS_EC2_METADATA_DISABLED says so.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> AwsFromInstance(base::Wall now);
// "eu-central-1"; empty: this is no instance.
[[nodiscard]] std::expected<std::string, ProviderError> AwsInstanceRegion();

}  // namespace gatehouse::secrets

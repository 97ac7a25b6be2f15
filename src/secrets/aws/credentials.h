// Finds AWS credentials in the order of AWS's SDKs: environment, web identity, profile, container, instance. Shown by
// tests/secrets/test_aws.py.
#pragma once

#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "secrets/aws/found.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// Caches what it found, and looks again five minutes before it expires. Thread-safe.
class AwsCredentialChain {
 public:
  // `region` is used to assume a role if nothing else says which region this machine is in.
  [[nodiscard]] std::expected<std::shared_ptr<const AwsCredentials>, ProviderError> Get(const std::string& region,
                                                                                        base::Wall now);

 private:
  std::mutex mutex_;
  std::shared_ptr<const AwsCredentials> kept_;
  std::optional<base::Wall> expires_;
};

// AWS_ACCESS_KEY_ID and related variables. Empty: none of them is set.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> AwsFromEnvironment();

// "https://SERVICE.REGION.amazonaws.com", or as set by AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL or the profile.
[[nodiscard]] std::expected<std::string, ProviderError> AwsEndpoint(std::string_view service,
                                                                    const std::string& region);

// AWS_CA_BUNDLE, or the profile's setting; empty: the system's.
[[nodiscard]] std::string AwsCaBundle();

// It becomes part of a host name, so only lower-case letters, digits and '-' are allowed.
[[nodiscard]] bool IsAwsRegion(std::string_view region);

}  // namespace gatehouse::secrets

// Who we are to AWS, found as its own SDKs find it: environment, web identity, profile, container, instance. Shown by
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

// Keeps what it found, and looks again five minutes before it ends. From several threads.
class AwsCredentialChain {
 public:
  // `region` is where a role is exchanged if nothing says in which region this machine is.
  [[nodiscard]] std::expected<std::shared_ptr<const AwsCredentials>, ProviderError> Get(const std::string& region,
                                                                                        base::Wall now);

 private:
  std::mutex mutex_;
  std::shared_ptr<const AwsCredentials> kept_;
  std::optional<base::Wall> expires_;
};

// AWS_ACCESS_KEY_ID and its like. Nothing: none of them is set.
[[nodiscard]] std::expected<std::optional<FoundAws>, ProviderError> AwsFromEnvironment();

// "https://SERVICE.REGION.amazonaws.com", or what AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL and the profile say.
[[nodiscard]] std::expected<std::string, ProviderError> AwsEndpoint(std::string_view service,
                                                                    const std::string& region);

// AWS_CA_BUNDLE, or what the profile says; empty: the system's.
[[nodiscard]] std::string AwsCaBundle();

// It becomes a part of a host name: nothing but small letters, digits and '-'.
[[nodiscard]] bool IsAwsRegion(std::string_view region);

}  // namespace gatehouse::secrets

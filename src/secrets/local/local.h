// ref+file://PATH and ref+env://NAME: secrets that are on this machine already, as Docker and Kubernetes mount them.
// Shown by tests/secrets/test_local.py.
#pragma once

#include "secrets/provider.h"

namespace gatehouse::secrets {

// A file's content without one newline at its end. A folder is the JSON object of the files in it, those of a mounted
// Kubernetes secret for one: ref+file:///etc/secrets/app#/password. Files whose names begin with a dot are not in it.
class FileProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;
};

class EnvironmentProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;
};

}  // namespace gatehouse::secrets

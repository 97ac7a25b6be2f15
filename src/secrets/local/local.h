// ref+file://PATH and ref+env://NAME: secrets that are already on this machine, often mounted by Docker or Kubernetes.
// Shown by tests/secrets/test_local.py.
#pragma once

#include "secrets/provider.h"

namespace gatehouse::secrets {

// A file's content without one newline at its end. A folder is a JSON object of its files, for example of a mounted
// Kubernetes secret: ref+file:///etc/secrets/app#/password. Files whose names begin with a dot are left out.
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

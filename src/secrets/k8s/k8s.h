// ref+k8s://v1/Secret/NAMESPACE/NAME/KEY, or NAMESPACE/NAME#/KEY: a secret of the cluster that we run in. Mounted ones
// are better read as files (ref+file://). Shown by tests/secrets/test_k8s.py.
#pragma once

#include "secrets/provider.h"

namespace gatehouse::secrets {

class K8sProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;
};

}  // namespace gatehouse::secrets

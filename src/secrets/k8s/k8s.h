// ref+k8s://v1/Secret/NAMESPACE/NAME/KEY, or NAMESPACE/NAME#/KEY: a secret of the cluster that we run in, or of
// kubectl's current context. Mounted secrets are better read as files (ref+file://). Shown by
// tests/secrets/test_k8s.py, tests/secrets/test_k8s_outside.py.
#pragma once

#include "secrets/k8s/cluster.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

class K8sProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  KubeCluster cluster_;
};

}  // namespace gatehouse::secrets

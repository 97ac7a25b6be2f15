// ref+k8s://v1/Secret/NAMESPACE/NAME/KEY, or NAMESPACE/NAME#/KEY: a secret of the cluster that we run in, or of
// kubectl's current context. Mounted secrets are better read as files (ref+file://). Shown by
// tests/secrets/test_k8s.py, tests/secrets/test_k8s_outside.py.
#pragma once

#include <string>

#include "fetch/fetch.h"
#include "secrets/k8s/cluster.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

class K8sProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  struct Asked {
    fetch::Answer answer;
    std::string url;
    bool in_pod = false;  // as the pod's service account
  };
  // Asks the API server for a secret, whatever its status is; with the namespace "." in that of the context or the pod.
  [[nodiscard]] std::expected<Asked, ProviderError> AskFor(const std::string& name_space, const std::string& name,
                                                           base::Wall now);

  KubeCluster cluster_;
};

}  // namespace gatehouse::secrets

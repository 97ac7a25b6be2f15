// The cluster that is asked, and as whom: by kubectl's files, or as the pod that we are. Shown by
// tests/secrets/test_k8s.py, tests/secrets/test_k8s_outside.py.
#pragma once

#include <expected>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "fetch/fetch.h"
#include "secrets/k8s/exec_plugin.h"
#include "secrets/k8s/kubeconfig.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// KUBECONFIG, then the pod, then ~/.kube/config. What a plugin gave is kept until it ends. From several threads.
class KubeCluster {
 public:
  struct Found {
    fetch::Request request;  // with all but the path: credentials, authorities
    std::string address;     // for errors, and what the path is added to
    std::string name_space;  // of the context, or of the pod
    bool in_pod = false;
  };
  [[nodiscard]] std::expected<Found, ProviderError> Find(base::Wall now);

  // The cluster refused what a plugin gave. False: there is no plugin to ask again.
  [[nodiscard]] bool Forget();

 private:
  [[nodiscard]] std::expected<Found, ProviderError> FromFiles(const std::vector<std::string>& files, base::Wall now);

  std::mutex mutex_;
  std::optional<KubeCredential> kept_;
};

}  // namespace gatehouse::secrets

// The Kubernetes cluster and our identity there: from kubectl's files, or from the pod that we run in. Shown by
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

// KUBECONFIG, then the pod, then ~/.kube/config. A plugin's credentials are kept until they expire. Thread-safe.
class KubeCluster {
 public:
  struct Found {
    fetch::Request request;  // complete except for the path: credentials, CA certificates
    std::string address;     // for errors; the path is appended to it
    std::string name_space;  // of the context, or of the pod
    bool in_pod = false;
  };
  [[nodiscard]] std::expected<Found, ProviderError> Find(base::Wall now);

  // Call if the cluster refused a plugin's credentials. False: there is no plugin to run again.
  [[nodiscard]] bool Forget();

 private:
  [[nodiscard]] std::expected<Found, ProviderError> FromFiles(const std::vector<std::string>& files, base::Wall now);

  std::mutex mutex_;
  std::optional<KubeCredential> kept_;
};

}  // namespace gatehouse::secrets

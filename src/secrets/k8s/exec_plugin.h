// The output of a kubeconfig's exec plugin: a token, a certificate with its key, or both. Shown by
// tests/secrets/test_k8s_outside.py.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret_string.h"
#include "secrets/k8s/kubeconfig.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct KubeCredential {
  base::SecretString token;
  std::string certificate_pem;
  base::SecretString key_pem;
  std::optional<base::Wall> expires;  // empty: valid until the cluster refuses it
};

// The context must have a plugin.
[[nodiscard]] std::expected<KubeCredential, ProviderError> RunExecPlugin(const KubeContext& context, base::Wall now);

}  // namespace gatehouse::secrets

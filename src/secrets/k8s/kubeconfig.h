// The files of kubectl: which cluster, and who we are there. Several of them are one, as kubectl has it: of each name
// the first counts, the first current-context is it. What a context says and is not understood here is an error:
// another identity would ask, or a server that nobody has verified. Shown by kubeconfig_test.cc,
// tests/secrets/test_k8s_outside.py.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// A program that gives credentials (client.authentication.k8s.io).
struct KubeExec {
  std::string version;  // "client.authentication.k8s.io/v1"
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> variables;
  bool may_ask = true;         // interactiveMode is not Never
  bool wants_cluster = false;  // provideClusterInfo
};

struct KubeContext {
  std::string name;
  std::string file;  // that says it, for errors
  std::string name_space = "default";

  std::string server;           // https://…
  std::string tls_server_name;  // whose certificate it must show; empty: the server's own
  std::string ca_pem;           // empty: the system's authorities

  base::SecretString token;
  std::string token_file;  // read again for every request
  std::string certificate_pem;
  base::SecretString key_pem;
  std::optional<KubeExec> exec;
};

// The files: those of KUBECONFIG, else ~/.kube/config. Empty where none of them is there.
[[nodiscard]] std::vector<std::string> KubeconfigFiles();

// The current context of these files.
[[nodiscard]] std::expected<KubeContext, ProviderError> ReadKubeconfig(const std::vector<std::string>& files);

}  // namespace gatehouse::secrets

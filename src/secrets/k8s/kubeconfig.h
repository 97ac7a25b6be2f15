// Reads kubectl's files: the cluster, and our identity there. Several files are merged as kubectl does: the first
// entry of each name counts, and the first current-context. An unsupported setting of the context is an error:
// ignoring it could use another identity, or an unverified server. Shown by kubeconfig_test.cc,
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

// A program that returns credentials (client.authentication.k8s.io).
struct KubeExec {
  std::string version;  // "client.authentication.k8s.io/v1"
  std::vector<std::string> argv;
  std::vector<std::pair<std::string, std::string>> variables;
  bool may_ask = true;         // interactiveMode is not Never
  bool wants_cluster = false;  // provideClusterInfo
};

struct KubeContext {
  std::string name;
  std::string file;  // the file that it is from, for errors
  std::string name_space = "default";

  std::string server;           // https://…
  std::string tls_server_name;  // the name that its certificate must have; empty: the server's own
  std::string ca_pem;           // empty: the system's CA certificates

  base::SecretString token;
  std::string token_file;  // read again for every request
  std::string certificate_pem;
  base::SecretString key_pem;
  std::optional<KubeExec> exec;
};

// The files in KUBECONFIG, else ~/.kube/config. Empty if none of them exists.
[[nodiscard]] std::vector<std::string> KubeconfigFiles();

// The current context in these files.
[[nodiscard]] std::expected<KubeContext, ProviderError> ReadKubeconfig(const std::vector<std::string>& files);

}  // namespace gatehouse::secrets

#include "secrets/k8s/cluster.h"

#include "base/host_text.h"
#include "fetch/proxy.h"
#include "secrets/answer.h"
#include "secrets/exposure.h"
#include "secrets/secret_file.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kMounted = "/var/run/secrets/kubernetes.io/serviceaccount";

std::expected<KubeCluster::Found, ProviderError> FromPod(const std::string& host) {
  std::string port = Environment("KUBERNETES_SERVICE_PORT_HTTPS");
  if (port.empty()) port = Environment("KUBERNETES_SERVICE_PORT");
  std::string folder = Environment("GATEHOUSE_KUBERNETES_FOLDER");
  if (folder.empty()) folder = kMounted;
  auto address = CheckEndpoint("https://" + base::HostText(host) + ":" + port, "KUBERNETES_SERVICE_HOST");
  if (!address) return std::unexpected(std::move(address.error()));
  const auto token = ReadSecretFile(folder + "/token");  // the cluster replaces it every hour
  if (!token) return std::unexpected(token.error());
  KubeCluster::Found found{.request = {}, .address = std::move(*address), .name_space = "default", .in_pod = true};
  found.request.ca_file = folder + "/ca.crt";
  found.request.headers.push_back(BearerHeader(token->value));
  if (const auto name_space = ReadSecretFile(folder + "/namespace")) found.name_space = name_space->value.Reveal();
  return found;
}

// The certificate has another name than the address: the request uses the name, the connection the address.
void AskByName(KubeCluster::Found& found, const std::string& name) {
  const fetch::Host host = fetch::HostOf(found.address);
  const std::string port = ":" + std::to_string(host.port);
  const size_t scheme = found.address.find("://") + 3;
  const size_t path = std::min(found.address.find('/', scheme), found.address.size());
  found.request.headers.push_back({"Host", base::SecretString(found.address.substr(scheme, path - scheme))});
  found.request.connect_to = base::HostText(host.name) + port;
  found.address.replace(scheme, path - scheme, name + port);
}

}  // namespace

std::expected<KubeCluster::Found, ProviderError> KubeCluster::FromFiles(const std::vector<std::string>& files,
                                                                        base::Wall now) {
  auto context = ReadKubeconfig(files);
  if (!context) return std::unexpected(std::move(context.error()));
  Found found{.request = {}, .address = context->server, .name_space = context->name_space};
  found.request.ca_pem = context->ca_pem;
  found.request.client_certificate_pem = context->certificate_pem;
  found.request.client_key_pem = context->key_pem.Copy();
  if (!context->tls_server_name.empty()) AskByName(found, context->tls_server_name);
  base::SecretString token = context->token.Copy();
  if (!context->token_file.empty()) {
    auto read = ReadSecretFile(context->token_file);
    if (!read) return std::unexpected(std::move(read.error()));
    WarnIfEveryoneCanRead(context->token_file, "the token of the kubeconfig");
    token = std::move(read->value);
  }
  if (token.empty() && context->exec) {
    const std::lock_guard lock(mutex_);
    if (!kept_ || (kept_->expires && now >= *kept_->expires - kRenewBefore)) {
      auto made = RunExecPlugin(*context, now);
      if (made) {
        kept_ = std::move(*made);
      } else if (!kept_ || now >= *kept_->expires) {
        return std::unexpected(std::move(made.error()));
      }
    }
    token = kept_->token.Copy();
    if (!kept_->key_pem.empty()) {
      found.request.client_certificate_pem = kept_->certificate_pem;
      found.request.client_key_pem = kept_->key_pem.Copy();
    }
  }
  if (!token.empty()) found.request.headers.push_back(BearerHeader(token));
  return found;
}

std::expected<KubeCluster::Found, ProviderError> KubeCluster::Find(base::Wall now) {
  const std::string host = Environment("KUBERNETES_SERVICE_HOST");
  const bool has_port =
      !Environment("KUBERNETES_SERVICE_PORT_HTTPS").empty() || !Environment("KUBERNETES_SERVICE_PORT").empty();
  const bool named = !Environment("KUBECONFIG").empty();
  if (!named && !host.empty() && has_port) return FromPod(host);
  const auto files = KubeconfigFiles();
  if (!files.empty()) return FromFiles(files, now);
  if (named) {
    return Refuse(Fault::kMisused, "None of the files that KUBECONFIG names exists", {}, "check KUBECONFIG");
  }
  return Refuse(Fault::kMisused, "This is not a pod of a Kubernetes cluster, and there is no kubeconfig", {},
                "log in to the cluster so that ~/.kube/config is there, set KUBECONFIG, or mount the secret and use "
                "ref+file://");
}

bool KubeCluster::Forget() {
  const std::lock_guard lock(mutex_);
  const bool had = kept_.has_value();
  kept_.reset();
  return had;
}

}  // namespace gatehouse::secrets

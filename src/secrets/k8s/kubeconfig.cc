#include "secrets/k8s/kubeconfig.h"

#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/bytes.h"
#include "secrets/answer.h"
#include "secrets/credential_file.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kWhat = "kubeconfig";
constexpr size_t kMaxFiles = 32;

// Settings of a cluster or a user that are not supported, and what to do instead.
struct Unsupported {
  const char* name;
  const char* fix;
};
constexpr std::array<Unsupported, 1> kClusterWords = {{{"proxy-url", "set https_proxy instead"}}};
constexpr const char* kNoImpersonation = "use a service account's token, or a user who may read the secret";
constexpr std::array<Unsupported, 7> kUserWords = {
    {{"auth-provider", "replace it by an exec plugin: your cloud's command line writes one"},
     {"username", "basic authentication is gone from Kubernetes: use a token or a certificate"},
     {"password", "basic authentication is gone from Kubernetes: use a token or a certificate"},
     {"as", kNoImpersonation},
     {"as-uid", kNoImpersonation},
     {"as-groups", kNoImpersonation},
     {"as-user-extra", kNoImpersonation}}};

struct Loaded {
  std::string path;
  YAML::Node root;
};

std::unexpected<ProviderError> Wrong(const std::string& path, std::string what, std::string fix) {
  return Refuse(Fault::kMisused, std::string(kWhat) + ": " + std::move(what), path, std::move(fix));
}

std::string Text(const YAML::Node& node, const char* name) {
  const YAML::Node found = node.IsMap() ? node[name] : YAML::Node();
  return found && found.IsScalar() ? found.Scalar() : std::string();
}

bool IsTrue(const YAML::Node& node, const char* name) { return base::AsciiLower(Text(node, name)) == "true"; }

std::expected<Loaded, ProviderError> Load(const std::string& path) {
  const auto text = ReadCredentialFile({path, kWhat, "check KUBECONFIG"});
  if (!text) return std::unexpected(text.error());
  try {
    Loaded loaded{path, YAML::Load(std::string(text->Reveal()))};
    if (loaded.root.IsNull() || loaded.root.IsMap()) return loaded;
  } catch (const YAML::Exception& fault) {
    return Refuse(Fault::kMalformed,
                  std::string(kWhat) + ": line " + std::to_string(fault.mark.line + 1) + " is not YAML", path,
                  "kubectl config view shows what it should be");
  }
  return Refuse(Fault::kMalformed, std::string(kWhat) + ": the file is none", path,
                "kubectl config view shows what it should be");
}

// An entry of {clusters: [{name: N, cluster: {…}}]}, from the first file that has the name.
struct Named {
  std::string path;
  YAML::Node node;
};
std::optional<Named> FindNamed(const std::vector<Loaded>& files, const char* list, const char* kind,
                               const std::string& name) {
  for (const Loaded& file : files) {
    const YAML::Node all = file.root.IsMap() ? file.root[list] : YAML::Node();
    if (!all || !all.IsSequence()) continue;
    for (const YAML::Node& each : all) {
      if (Text(each, "name") == name && each[kind] && each[kind].IsMap()) return Named{file.path, each[kind]};
    }
  }
  return {};
}

std::string Beside(const std::string& kubeconfig, const std::string& file) {
  const std::filesystem::path path(file);
  return path.is_absolute() ? file : (std::filesystem::path(kubeconfig).parent_path() / path).string();
}

// Each kind of certificate or key in a kubeconfig, and the PEM header that it must have.
struct PemKind {
  const char* name;
  std::string_view mark;
  const char* what;
};
constexpr PemKind kAuthority{"certificate-authority", "-----BEGIN CERTIFICATE-----", "certificate"};
constexpr PemKind kCertificate{"client-certificate", "-----BEGIN CERTIFICATE-----", "certificate"};
constexpr PemKind kKey{"client-key", "PRIVATE KEY-----", "private key"};

// Only keys are reported if everyone can read them: certificates are not secret.
std::expected<base::SecretString, ProviderError> ReadPemFile(const PemKind& kind, const std::string& path) {
  if (&kind == &kKey) return ReadCredentialFile({path, "kubeconfig, client-key", "check the path in the kubeconfig"});
  auto read = ReadSecretFile(path);
  if (!read) {
    read.error().error.what = std::string(kWhat) + ", " + kind.name + ": " + read.error().error.what;
    return std::unexpected(std::move(read.error()));
  }
  return std::move(read->value);
}

// NAME-data, in base64, or the file that NAME names. Empty: neither is set.
std::expected<base::SecretString, ProviderError> ReadPem(const Named& from, const PemKind& kind) {
  const std::string name = kind.name;
  const std::string data = Text(from.node, (name + "-data").c_str());
  const std::string file = Text(from.node, kind.name);
  if (data.empty() && file.empty()) return base::SecretString();
  base::SecretString pem;
  if (data.empty()) {
    auto read = ReadPemFile(kind, Beside(from.path, file));
    if (!read) return read;
    pem = std::move(*read);
  } else if (auto decoded = DecodeBase64Secret(data)) {
    pem = std::move(*decoded);
  } else {
    return Refuse(Fault::kMalformed, std::string(kWhat) + ": " + name + "-data is not base64", from.path,
                  "kubectl config set-cluster or set-credentials with --embed-certs writes it");
  }
  if (pem.Reveal().contains("ENCRYPTED PRIVATE KEY")) {
    return Refuse(Fault::kMisused, std::string(kWhat) + ": the " + name + " is under a passphrase", from.path,
                  "openssl pkey -in FILE -out FILE takes it off");
  }
  if (!pem.Reveal().contains(kind.mark)) {
    return Refuse(Fault::kMalformed, std::string(kWhat) + ": the " + name + " is not a " + kind.what + " in PEM",
                  from.path, "check the file, or log in to the cluster again");
  }
  return pem;
}

std::optional<ProviderError> FirstUnsupported(const Named& from, std::span<const Unsupported> words,
                                              const std::string& of) {
  for (const Unsupported& word : words) {
    if (!from.node[word.name]) continue;
    return Wrong(from.path, of + " says " + word.name + ", which is not supported here", word.fix).error();
  }
  return {};
}

std::optional<ProviderError> TakeCluster(KubeContext& context, const Named& cluster, const std::string& name) {
  if (auto word = FirstUnsupported(cluster, kClusterWords, "the cluster " + name)) return word;
  if (IsTrue(cluster.node, "insecure-skip-tls-verify")) {
    return Wrong(cluster.path,
                 "the cluster " + name +
                     " says insecure-skip-tls-verify: secrets are not fetched from a server that "
                     "nobody has verified",
                 "name its authority: kubectl config set-cluster " + name + " --certificate-authority=FILE")
        .error();
  }
  const std::string server = Text(cluster.node, "server");
  auto checked = CheckEndpoint(server, cluster.path);
  if (!checked) return std::move(checked.error());
  context.server = std::move(*checked);
  context.tls_server_name = Text(cluster.node, "tls-server-name");
  const auto authority = ReadPem(cluster, kAuthority);
  if (!authority) return authority.error();
  context.ca_pem = authority->Reveal();
  return {};
}

std::expected<KubeExec, ProviderError> ReadExec(const Named& user) {
  const YAML::Node node = user.node["exec"];
  KubeExec exec{.version = Text(node, "apiVersion"),
                .argv = {},
                .variables = {},
                .may_ask = Text(node, "interactiveMode") != "Never",
                .wants_cluster = IsTrue(node, "provideClusterInfo")};
  if (exec.version != "client.authentication.k8s.io/v1" && exec.version != "client.authentication.k8s.io/v1beta1") {
    return Wrong(user.path, "the exec plugin is of another version than client.authentication.k8s.io/v1 or v1beta1",
                 "update the plugin, and let it write the kubeconfig again");
  }
  std::string command = Text(node, "command");
  if (command.empty()) return Wrong(user.path, "the exec plugin has no command", "write one");
  if (command.contains('/')) command = Beside(user.path, command);  // otherwise searched in PATH
  exec.argv.push_back(std::move(command));
  const YAML::Node arguments = node["args"];
  const YAML::Node variables = node["env"];
  if (arguments && arguments.IsSequence()) {
    for (const YAML::Node& each : arguments) exec.argv.push_back(each.IsScalar() ? each.Scalar() : std::string());
  }
  if (variables && variables.IsSequence()) {
    for (const YAML::Node& each : variables) exec.variables.emplace_back(Text(each, "name"), Text(each, "value"));
  }
  return exec;
}

std::optional<ProviderError> TakeUser(KubeContext& context, const Named& user, const std::string& name) {
  if (auto word = FirstUnsupported(user, kUserWords, "the user " + name)) return word;
  auto certificate = ReadPem(user, kCertificate);
  if (!certificate) return std::move(certificate.error());
  auto key = ReadPem(user, kKey);
  if (!key) return std::move(key.error());
  if (certificate->empty() != key->empty()) {
    return Wrong(user.path, "the user " + name + " has only one of client-certificate and client-key", "write both")
        .error();
  }
  context.certificate_pem = certificate->Reveal();
  context.key_pem = std::move(*key);
  context.token_file = Text(user.node, "tokenFile");  // kubectl prefers it too
  if (context.token_file.empty()) {
    context.token = base::SecretString(Text(user.node, "token"));
  } else {
    context.token_file = Beside(user.path, context.token_file);
  }
  if (user.node["exec"] && user.node["exec"].IsMap()) {
    auto exec = ReadExec(user);
    if (!exec) return std::move(exec.error());
    context.exec = std::move(*exec);
  }
  if (context.token.empty() && context.token_file.empty() && !context.exec && context.key_pem.empty()) {
    return Wrong(user.path, "the user " + name + " has no token, certificate or exec plugin",
                 "log in to the cluster again")
        .error();
  }
  return {};
}

std::expected<KubeContext, ProviderError> Current(const std::vector<Loaded>& files) {
  KubeContext context;
  for (const Loaded& file : files) {
    if (context.name.empty()) context.name = Text(file.root, "current-context");
  }
  const std::string& first = files.front().path;
  if (context.name.empty()) {
    return Wrong(first, "there is no current-context", "kubectl config use-context NAME; get-contexts lists them");
  }
  const auto found = FindNamed(files, "contexts", "context", context.name);
  if (!found) {
    return Wrong(first, "there is no context " + context.name,
                 "kubectl config use-context NAME; get-contexts lists them");
  }
  context.file = found->path;
  if (std::string name_space = Text(found->node, "namespace"); !name_space.empty()) {
    context.name_space = std::move(name_space);
  }
  const std::string cluster_name = Text(found->node, "cluster");
  const std::string user_name = Text(found->node, "user");
  const auto cluster = FindNamed(files, "clusters", "cluster", cluster_name);
  const auto user = FindNamed(files, "users", "user", user_name);
  if (!cluster || !user) {
    return Wrong(found->path,
                 "the context " + context.name + " names a " + (cluster ? "user" : "cluster") + " that is not there",
                 "kubectl config view shows what is");
  }
  if (auto fault = TakeCluster(context, *cluster, cluster_name)) return std::unexpected(std::move(*fault));
  if (auto fault = TakeUser(context, *user, user_name)) return std::unexpected(std::move(*fault));
  return context;
}

}  // namespace

std::vector<std::string> KubeconfigFiles() {
  std::vector<std::string> files;
  const std::string named = Environment("KUBECONFIG");
  const std::string list = named.empty() ? Environment("HOME") + "/.kube/config" : named;
  for (std::string_view rest = list; !rest.empty() && files.size() < kMaxFiles;) {
    const std::string file(rest.substr(0, rest.find(':')));
    rest.remove_prefix(std::min(file.size() + 1, rest.size()));
    if (!file.empty() && access(file.c_str(), F_OK) == 0) files.push_back(file);
  }
  return files;
}

std::expected<KubeContext, ProviderError> ReadKubeconfig(const std::vector<std::string>& files) {
  std::vector<Loaded> loaded;
  for (const std::string& file : files) {
    auto one = Load(file);
    if (!one) return std::unexpected(std::move(one.error()));
    loaded.push_back(std::move(*one));
  }
  if (loaded.empty()) return Wrong({}, "there is none", "set KUBECONFIG, or log in to the cluster");
  try {
    return Current(loaded);
  } catch (const YAML::Exception&) {
    return Refuse(Fault::kMalformed, std::string(kWhat) + ": it has another shape than kubectl's", files.front(),
                  "kubectl config view shows what it should be");
  }
}

}  // namespace gatehouse::secrets

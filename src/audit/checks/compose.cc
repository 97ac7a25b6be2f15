// Rows A7 B14 C6 C13: compose files: ports that only this machine reaches, networks without a way out, secrets as
// files, services without rights that they do not need.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "audit/checks/checks.h"
#include "audit/checks/dockerfiles.h"
#include "audit/checks/kinds.h"
#include "audit/checks/placeholder.h"
#include "audit/repository/yaml_tree.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kComposePorts{"compose-ports", Severity::kMedium, "Published ports are bound to 127.0.0.1",
                             "write \"127.0.0.1:8000:8000\", and let the gate be what others reach"};
constexpr Rule kComposeNetwork{"compose-network", Severity::kLow,
                               "Services that publish nothing are on an internal network",
                               "add a network with 'internal: true', and put the service on it"};
constexpr Rule kComposeSecrets{"compose-secrets", Severity::kHigh, "Secrets come as files, not as values",
                               "use 'secrets:', and NAME_FILE=/run/secrets/…; or NAME=${NAME:?} from outside"};
constexpr Rule kComposePrivileged{"compose-privileged", Severity::kHigh, "No service is privileged",
                                  "take 'privileged' away, and name what it needs in cap_add"};
constexpr Rule kComposeHost{"compose-host", Severity::kHigh, "No service shares the host's namespaces",
                            "take network_mode, pid and ipc 'host' away"};
constexpr Rule kComposeSocket{"compose-docker-socket", Severity::kCritical, "No service has the engine's socket",
                              "take the mount away: everyone who has the socket is root on the host"};
constexpr Rule kComposeReadOnly{"compose-read-only", Severity::kLow, "A service's own files are read-only",
                                "add 'read_only: true', and tmpfs for what it writes"};
constexpr Rule kCapabilities{"compose-capabilities", Severity::kLow,
                             "Services drop the capabilities that they do not need", "add 'cap_drop: [ALL]'"};
constexpr Rule kNewPrivileges{"compose-new-privileges", Severity::kLow, "Services cannot gain privileges",
                              "add 'security_opt: [no-new-privileges:true]'"};
constexpr Rule kDangerous{"compose-cap-add", Severity::kHigh, "No service gets a capability that is as good as root",
                          "take it away"};
constexpr Rule kImage{"compose-image-tag", Severity::kMedium, "Images name a version",
                      "write the version as the tag, or the digest"};
constexpr const Rule* kComposeRules[] = {
    &kComposePorts,    &kComposeNetwork, &kComposeSecrets, &kComposePrivileged, &kComposeHost, &kComposeSocket,
    &kComposeReadOnly, &kCapabilities,   &kNewPrivileges,  &kDangerous,         &kImage};

constexpr std::array<std::string_view, 8> kAsGoodAsRoot = {"ALL",       "SYS_ADMIN", "SYS_PTRACE",      "SYS_MODULE",
                                                           "SYS_RAWIO", "NET_ADMIN", "DAC_READ_SEARCH", "BPF"};

// "${BIND:-0.0.0.0}:80:80": the colons in braces divide nothing.
size_t ColonBefore(std::string_view text, size_t end) {
  size_t depth = 0;
  for (size_t at = end; at-- > 0;) {
    if (text[at] == '}') ++depth;
    if (text[at] == '{' && depth > 0) --depth;
    if (text[at] == ':' && depth == 0) return at;
  }
  return std::string_view::npos;
}

// "127.0.0.1:80:80", "[::1]:80:80", { host_ip: 127.0.0.1 }; "80:80" and "80" reach everyone. Of a variable its default
// counts; one without comes from outside.
bool IsBoundToLoopback(const YamlNode& port) {
  std::string host = port.IsMap() ? port.TextAt("host_ip") : std::string();
  if (!port.IsMap()) {
    const size_t last = ColonBefore(port.text, port.text.size());
    const size_t before = last == std::string::npos ? last : ColonBefore(port.text, last);
    if (before != std::string::npos) host = port.text.substr(0, before);
  }
  if (host.starts_with("${")) {
    const size_t value = host.find('-');
    if (value == std::string::npos) return true;
    host = host.substr(value + 1, host.find('}') - value - 1);
  }
  return host.starts_with("127.") || host == "localhost" || host == "::1" || host == "[::1]";
}

// An override file (docker-compose.override.yml) says only what it changes: the rest is in the file it is joined with.
bool IsWhole(const YamlNode& service) {
  return (service.Get("image") != nullptr || service.Get("build") != nullptr) && service.Get("extends") == nullptr;
}

// The services of the file. Before version 2 they stood at its top.
const YamlNode* ServicesOf(const YamlNode& root) {
  if (const YamlNode* services = root.Get("services")) return services->IsMap() ? services : nullptr;
  if (!root.IsMap() || root.members.empty()) return nullptr;
  const bool is_first_version = std::ranges::all_of(root.members, [](const YamlMember& member) {
    return !member.value.TextAt("image").empty() || member.value.Get("build") != nullptr ||
           member.value.Get("extends") != nullptr;
  });
  return is_first_version ? &root : nullptr;
}

// What stands at the top of a compose file, and in a service of it.
constexpr std::array<std::string_view, 9> kTopKeys = {"version", "name",    "services", "networks", "volumes",
                                                      "configs", "secrets", "include",  "models"};
constexpr std::array<std::string_view, 88> kServiceKeys = {"annotations",
                                                           "attach",
                                                           "blkio_config",
                                                           "build",
                                                           "cap_add",
                                                           "cap_drop",
                                                           "cgroup",
                                                           "cgroup_parent",
                                                           "command",
                                                           "configs",
                                                           "container_name",
                                                           "cpu_count",
                                                           "cpu_percent",
                                                           "cpu_period",
                                                           "cpu_quota",
                                                           "cpu_shares",
                                                           "cpus",
                                                           "cpuset",
                                                           "credential_spec",
                                                           "depends_on",
                                                           "deploy",
                                                           "develop",
                                                           "device_cgroup_rules",
                                                           "devices",
                                                           "dns",
                                                           "dns_opt",
                                                           "dns_search",
                                                           "domainname",
                                                           "entrypoint",
                                                           "env_file",
                                                           "environment",
                                                           "expose",
                                                           "extends",
                                                           "external_links",
                                                           "extra_hosts",
                                                           "gpus",
                                                           "group_add",
                                                           "healthcheck",
                                                           "hostname",
                                                           "image",
                                                           "init",
                                                           "ipc",
                                                           "isolation",
                                                           "label_file",
                                                           "labels",
                                                           "links",
                                                           "logging",
                                                           "mac_address",
                                                           "mem_limit",
                                                           "mem_reservation",
                                                           "mem_swappiness",
                                                           "memswap_limit",
                                                           "models",
                                                           "network_mode",
                                                           "networks",
                                                           "oom_kill_disable",
                                                           "oom_score_adj",
                                                           "pid",
                                                           "pids_limit",
                                                           "platform",
                                                           "ports",
                                                           "post_start",
                                                           "pre_stop",
                                                           "privileged",
                                                           "profiles",
                                                           "provider",
                                                           "pull_policy",
                                                           "read_only",
                                                           "restart",
                                                           "runtime",
                                                           "scale",
                                                           "secrets",
                                                           "security_opt",
                                                           "shm_size",
                                                           "stdin_open",
                                                           "stop_grace_period",
                                                           "stop_signal",
                                                           "storage_opt",
                                                           "sysctls",
                                                           "tmpfs",
                                                           "tty",
                                                           "ulimits",
                                                           "user",
                                                           "userns_mode",
                                                           "uts",
                                                           "volumes",
                                                           "volumes_from",
                                                           "working_dir"};

// A compose file by another name ("prod.yml", given with -f) is known by its keys: those of compose at the top and in
// each service, and no other.
bool HoldsCompose(const YamlNode& root) {
  const auto has_only = [](const YamlNode& node, const auto& keys) {
    return std::ranges::all_of(node.members, [&](const YamlMember& member) {
      return member.name.starts_with("x-") || std::ranges::find(keys, member.name) != keys.end();
    });
  };
  const YamlNode* const services = root.IsMap() ? root.Get("services") : nullptr;
  if (services == nullptr || !services->IsMap() || services->members.empty() || !has_only(root, kTopKeys)) return false;
  return std::ranges::all_of(services->members, [&](const YamlMember& service) {
    return service.name.starts_with("x-") ||
           (service.value.IsMap() && !service.value.members.empty() && has_only(service.value, kServiceKeys));
  });
}

class File {
 public:
  File(const std::string& path, const YamlNode& root, Results& results) : root_(root) {
    for (const Rule* rule : kComposeRules) verdicts_.try_emplace(rule->id, path, *rule, results);
  }

  void Look() {
    const YamlNode* const services = ServicesOf(root_);
    if (services == nullptr) return;
    for (const YamlMember& service : services->members) {
      if (service.name.starts_with("x-") || !service.value.IsMap()) continue;
      Rights(service);
      Settings(service);
      Network(service);
    }
    for (auto& [rule, verdict] : verdicts_) verdict.PassUnlessFailed();
  }

 private:
  void Fail(const Rule& rule, size_t line, std::string what) { verdicts_.at(rule.id).Fail(line, std::move(what)); }

  void Rights(const YamlMember& service) {
    const YamlNode& node = service.value;
    const std::string name = Shown(service.name);
    if (const YamlNode* privileged = node.Get("privileged"); privileged != nullptr && privileged->IsTrue()) {
      Fail(kComposePrivileged, privileged->line, name + " is privileged");
    }
    for (const char* key : {"network_mode", "pid", "ipc", "userns_mode"}) {
      if (node.TextAt(key) == "host")
        Fail(kComposeHost, node.Get(key)->line, fmt::format("{} has {}: host", name, key));
    }
    if (const YamlNode* volumes = node.Get("volumes"); volumes != nullptr) {
      for (const YamlNode& volume : volumes->items) {
        const std::string source = volume.IsMap() ? volume.TextAt("source") : volume.text;
        if (source.contains("docker.sock") || source.contains("containerd.sock") || source.contains("podman.sock")) {
          Fail(kComposeSocket, volume.line, name + " has the engine's socket");
        }
      }
    }
    if (const YamlNode* added = node.Get("cap_add"); added != nullptr) {
      for (const std::string& capability : added->Texts()) {
        const std::string upper = base::AsciiUpper(capability);
        const std::string_view bare = std::string_view(upper).substr(upper.starts_with("CAP_") ? 4 : 0);
        if (std::ranges::find(kAsGoodAsRoot, bare) != kAsGoodAsRoot.end())
          Fail(kDangerous, added->line, fmt::format("{} gets {}", name, capability));
      }
    }
    if (!IsWhole(node)) return;
    const YamlNode* const read_only = node.Get("read_only");
    if (read_only == nullptr || !read_only->IsTrue())
      Fail(kComposeReadOnly, service.line, name + " can write to its own files");
    const YamlNode* const dropped = node.Get("cap_drop");
    if (dropped == nullptr || dropped->Texts().empty())
      Fail(kCapabilities, service.line, name + " keeps all capabilities of a container");
    const YamlNode* const options = node.Get("security_opt");
    const bool is_bound =
        options != nullptr && std::ranges::any_of(options->Texts(), [](const std::string& text) {
          return text == "no-new-privileges" || text == "no-new-privileges:true" || text == "no-new-privileges=true";
        });
    if (!is_bound) Fail(kNewPrivileges, service.line, name + " can gain privileges by a setuid program");
  }

  void Settings(const YamlMember& service) {
    const std::string image = service.value.TextAt("image");
    if (!image.empty() && !image.contains('$')) {
      const ImageName parts = ParseImageName(image);
      if (parts.digest.empty() && (parts.tag.empty() || parts.tag == "latest") &&
          service.value.Get("build") == nullptr) {
        Fail(kImage, service.value.Get("image")->line, image + " is whatever is newest");
      }
    }
    const YamlNode* const environment = service.value.Get("environment");
    if (environment == nullptr) return;
    const auto look = [&](std::string_view name, std::string_view value, size_t line) {
      const bool is_literal = !value.empty() && !value.contains("${") && !value.starts_with('$') &&
                              !value.contains("/run/secrets/") && !value.starts_with("ref+") && !IsSwitch(value) &&
                              !RepeatsItsName(name, value);
      if ((NamesSecret(name) && is_literal) || IsSecretSetting(name, value))
        Fail(kComposeSecrets, line, fmt::format("{}: {} has its value in the file", Shown(service.name), name));
    };
    for (const YamlMember& member : environment->members) look(member.name, member.value.text, member.line);
    for (const YamlNode& item : environment->items) {
      const size_t equals = item.text.find('=');
      if (equals != std::string::npos) look(item.text.substr(0, equals), item.text.substr(equals + 1), item.line);
    }
  }

  void Network(const YamlMember& service) {
    const YamlNode* const ports = service.value.Get("ports");
    const bool publishes = ports != nullptr && !ports->items.empty();
    if (publishes) {
      for (const YamlNode& port : ports->items) {
        if (!IsBoundToLoopback(port))
          Fail(kComposePorts, port.line,
               fmt::format("{}: {} can be reached from outside", Shown(service.name),
                           port.IsMap() ? port.TextAt("published") : port.text));
      }
      return;
    }
    // The host's network is found above; another service's is its own matter.
    if (!service.value.TextAt("network_mode").empty() || !IsWhole(service.value)) return;
    const YamlNode* const networks = service.value.Get("networks");
    const YamlNode* const declared = root_.Get("networks");
    bool is_internal = networks != nullptr;
    const auto look = [&](const std::string& name) {
      const YamlNode* const network = declared == nullptr ? nullptr : declared->Get(name);
      const YamlNode* const internal = network == nullptr ? nullptr : network->Get("internal");
      is_internal = is_internal && internal != nullptr && internal->IsTrue();
    };
    if (networks != nullptr) {
      for (const std::string& name : networks->Texts()) look(name);
      for (const YamlMember& member : networks->members) look(member.name);
    }
    if (!is_internal)
      Fail(kComposeNetwork, service.line, service.name + " publishes nothing, and is on a network with a way out");
  }

  const YamlNode& root_;
  std::map<std::string_view, FileVerdict> verdicts_;
};

// "FOLDER/../other/NAME" without the parts that lead back; what leads out of the repository is in no list of files.
std::string Joined(std::string_view folder, std::string_view path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

// The files that it includes, or whose services it extends, from the top of the repository.
std::vector<std::string> Others(const std::string& file, const YamlNode& root) {
  std::vector<std::string> others;
  const auto add = [&](const std::string& path) {
    if (!path.empty()) others.push_back(Joined(FolderOf(file), path));
  };
  if (const YamlNode* include = root.Get("include")) {
    for (const YamlNode& each : include->items) {
      const YamlNode* const paths = each.IsMap() ? each.Get("path") : &each;
      if (paths == nullptr) continue;
      for (const std::string& path : paths->Texts()) add(path);
    }
  }
  const YamlNode* const services = ServicesOf(root);
  if (services == nullptr) return others;
  for (const YamlMember& service : services->members) add(service.value.TextAt("extends.file"));
  return others;
}

// One that cannot be read is none: what looks at all YAML tells of it.
bool IsComposeByContent(const Repository& repository, const std::string& path) {
  constexpr std::string_view kServices = "services:";
  if (!IsYaml(path) || IsWorkflow(path) || IsAction(path) || IsGitlabCi(path)) return false;
  const auto text = repository.Read(path);
  if (!text || (!text->starts_with(kServices) && !text->contains("\nservices:"))) return false;
  const auto documents = ReadYaml(*text, path);
  return documents && std::ranges::any_of(*documents, HoldsCompose);
}

void CheckComposes(const Repository& repository, Results& results) {
  std::deque<std::string> files;  // grows while it is gone through, and each path stays where it is
  std::set<std::string> known;
  const auto add = [&](const std::string& path) {
    if (known.insert(path).second) files.push_back(path);
  };
  for (const std::string& path : repository.files()) {
    if (IsCompose(path) || IsComposeByContent(repository, path)) add(path);
  }
  for (size_t i = 0; i < files.size(); ++i) {
    const std::string& path = files[i];
    const auto text = repository.Read(path);
    if (!text) {
      results.Leave(path, text.error().what);
      continue;
    }
    const auto documents = ReadYaml(*text, path);
    if (!documents) {
      results.Leave(path, documents.error().what);
      results.NotRun(kComposeSecrets, documents.error().Text());
      continue;
    }
    for (const YamlNode& root : *documents) {
      File(path, root, results).Look();
      for (const std::string& other : Others(path, root)) {
        if (repository.Has(other)) add(other);
      }
    }
  }
}

}  // namespace

Check ComposeCheck() { return {.subject = "compose files", .rules = kComposeRules, .run = CheckComposes}; }

}  // namespace gatehouse::audit

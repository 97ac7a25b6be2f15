// Rows A7 B14 C13: pods of Kubernetes: what their containers may do, what they share with the host, what they may use
// up.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/kubernetes.h"
#include "audit/repository/dockerfile.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kPodPrivileged{"k8s-privileged", Severity::kCritical, "No container is privileged",
                              "take 'privileged' away"};
constexpr Rule kEscalation{"k8s-privilege-escalation", Severity::kMedium, "Containers cannot gain privileges",
                           "set allowPrivilegeEscalation: false"};
constexpr Rule kDrop{"k8s-capabilities", Severity::kLow, "Containers drop all capabilities",
                     "set capabilities: { drop: [ALL] }"};
constexpr Rule kAdded{"k8s-added-capabilities", Severity::kHigh,
                      "No container gets capabilities back, but NET_BIND_SERVICE", "take them away"};
constexpr Rule kPodReadOnly{"k8s-read-only", Severity::kLow, "A container's own files are read-only",
                            "set readOnlyRootFilesystem: true, and mount an emptyDir for what it writes"};
constexpr Rule kNonRoot{"k8s-run-as-non-root", Severity::kMedium, "Containers do not run as root",
                        "set runAsNonRoot: true and runAsUser"};
constexpr Rule kPodHost{"k8s-host-namespaces", Severity::kHigh, "Pods do not share the host's namespaces",
                        "take hostNetwork, hostPID and hostIPC away"};
constexpr Rule kHostPath{"k8s-host-path", Severity::kMedium, "Pods mount no folder of the host",
                         "use a volume that is made for it"};
constexpr Rule kPodSocket{"k8s-docker-socket", Severity::kCritical, "Pods do not have the engine's socket",
                          "take the mount away: everyone who has it is root on the node"};
constexpr Rule kHostPort{"k8s-host-port", Severity::kMedium, "Pods use no port of the host", "use a Service"};
constexpr Rule kCpuLimit{"k8s-cpu-limit", Severity::kLow, "Containers have a limit of CPU", "set resources.limits.cpu"};
constexpr Rule kCpuRequest{"k8s-cpu-request", Severity::kNote, "Containers say how much CPU they need",
                           "set resources.requests.cpu"};
constexpr Rule kMemoryLimit{"k8s-memory-limit", Severity::kLow, "Containers have a limit of memory",
                            "set resources.limits.memory"};
constexpr Rule kMemoryRequest{"k8s-memory-request", Severity::kNote, "Containers say how much memory they need",
                              "set resources.requests.memory"};
constexpr Rule kLiveness{"k8s-liveness-probe", Severity::kLow, "Containers have a liveness probe", "add livenessProbe"};
constexpr Rule kReadiness{"k8s-readiness-probe", Severity::kLow, "Containers have a readiness probe",
                          "add readinessProbe"};
constexpr Rule kPodTag{"k8s-image-tag", Severity::kMedium, "Images name a version",
                       "write the version as the tag, or the digest"};
constexpr Rule kPodDigest{"k8s-image-digest", Severity::kNote, "Images are named by digest", "write IMAGE@sha256:…"};
constexpr Rule kToken{"k8s-service-account-token", Severity::kLow, "Pods that do not use the API have no token for it",
                      "set automountServiceAccountToken: false"};
constexpr Rule kSeccomp{"k8s-seccomp", Severity::kLow, "Pods have a seccomp profile",
                        "set seccompProfile: { type: RuntimeDefault }"};
constexpr Rule kProcMount{"k8s-proc-mount", Severity::kHigh, "/proc is masked as usual", "take procMount away"};
constexpr Rule kSysctls{"k8s-sysctls", Severity::kHigh, "Pods set no sysctl that affects other pods", "take it away"};
constexpr Rule kSystem{"k8s-system-namespace", Severity::kMedium, "No workloads are in kube-system",
                       "take a namespace of your own"};
constexpr const Rule* kPodRules[] = {
    &kPodPrivileged, &kEscalation, &kDrop,     &kAdded,      &kPodReadOnly, &kNonRoot,       &kPodHost,  &kHostPath,
    &kPodSocket,     &kHostPort,   &kCpuLimit, &kCpuRequest, &kMemoryLimit, &kMemoryRequest, &kLiveness, &kReadiness,
    &kPodTag,        &kPodDigest,  &kToken,    &kSeccomp,    &kProcMount,   &kSysctls,       &kSystem};

struct Needed {
  const Rule* rule;
  std::string_view path;
};
constexpr std::array<Needed, 4> kResources = {{{&kCpuLimit, "resources.limits.cpu"},
                                               {&kCpuRequest, "resources.requests.cpu"},
                                               {&kMemoryLimit, "resources.limits.memory"},
                                               {&kMemoryRequest, "resources.requests.memory"}}};

// Those that Kubernetes itself calls safe (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/).
constexpr std::array<std::string_view, 8> kSafeSysctls = {"kernel.shm_rmid_forced",
                                                          "net.ipv4.ip_local_port_range",
                                                          "net.ipv4.tcp_syncookies",
                                                          "net.ipv4.ping_group_range",
                                                          "net.ipv4.ip_unprivileged_port_start",
                                                          "net.ipv4.ip_local_reserved_ports",
                                                          "net.ipv4.tcp_keepalive_time",
                                                          "net.ipv4.tcp_fin_timeout"};

bool IsTrueAt(const YamlNode& node, std::string_view path) {
  const YamlNode* const found = node.At(path);
  return found != nullptr && found->IsTrue();
}
bool IsFalseAt(const YamlNode& node, std::string_view path) {
  const YamlNode* const found = node.At(path);
  return found != nullptr && found->IsFalse();
}

class Pod {
 public:
  Pod(const Manifest& manifest, bool in_kustomize, Results& results)
      : manifest_(manifest), in_kustomize_(in_kustomize), spec_(*manifest.PodSpec()), results_(results) {}

  void Look() {
    const std::vector<const YamlNode*> containers = manifest_.Containers();
    // Kustomize joins a patch with the manifest that has the image: what a patch does not say stands there.
    is_patch_ = std::ranges::all_of(containers, [&](const YamlNode* each) { return IsPatch(*each); });
    ThePod();
    for (const YamlNode* container : containers) Container(*container);
    if (is_patch_) return;
    for (const Rule* rule : kPodRules) {
      if (!failed_.contains(rule->id)) results_.Pass(*rule, {manifest_.file, spec_.line}, manifest_.Name());
    }
  }

 private:
  void Fail(const Rule& rule, size_t line, std::string what) {
    failed_.insert(rule.id);
    results_.Fail(rule, {manifest_.file, line}, std::move(what));
  }

  [[nodiscard]] bool IsPatch(const YamlNode& container) const {
    return in_kustomize_ && container.Get("image") == nullptr;
  }

  void ThePod() {
    const std::string name = manifest_.Name();
    for (const char* key : {"hostNetwork", "hostPID", "hostIPC"}) {
      if (IsTrueAt(spec_, key)) Fail(kPodHost, spec_.Get(key)->line, fmt::format("{} has {}", name, key));
    }
    if (const YamlNode* volumes = spec_.Get("volumes")) {
      for (const YamlNode& volume : volumes->items) {
        const YamlNode* const host = volume.Get("hostPath");
        if (host == nullptr) continue;
        const std::string path = host->TextAt("path");
        Fail(kHostPath, host->line, fmt::format("{} has {} of the host", name, path.empty() ? "a folder" : path));
        if (path.contains("docker.sock") || path.contains("containerd.sock") || path.contains("crio.sock")) {
          Fail(kPodSocket, host->line, fmt::format("{} has {}", name, path));
        }
      }
    }
    const std::string account = spec_.TextAt("serviceAccountName").empty() ? spec_.TextAt("serviceAccount")
                                                                           : spec_.TextAt("serviceAccountName");
    const bool is_default = account.empty() || account == "default";
    if (IsTrueAt(spec_, "automountServiceAccountToken") ||
        (!is_patch_ && is_default && !IsFalseAt(spec_, "automountServiceAccountToken"))) {
      Fail(kToken, spec_.line,
           fmt::format("{} gets a token of the {} service account", name, is_default ? "default" : account));
    }
    if (const YamlNode* sysctls = spec_.At("securityContext.sysctls")) {
      for (const YamlNode& each : sysctls->items) {
        const std::string sysctl = each.TextAt("name");
        if (std::ranges::find(kSafeSysctls, sysctl) == kSafeSysctls.end())
          Fail(kSysctls, each.line, fmt::format("{} sets {}", name, sysctl));
      }
    }
    if (manifest_.root->TextAt("metadata.namespace") == "kube-system")
      Fail(kSystem, manifest_.root->line, name + " is in kube-system");
  }

  void Container(const YamlNode& container) {
    const std::string name = fmt::format("{}, container {}", manifest_.Name(), container.TextAt("name"));
    if (IsTrueAt(container, "securityContext.privileged"))
      Fail(kPodPrivileged, container.At("securityContext.privileged")->line, name + " is privileged");
    Capabilities(container, name);
    User(container, name);
    const std::string proc = container.TextAt("securityContext.procMount");
    if (!proc.empty() && proc != "Default")
      Fail(kProcMount, container.At("securityContext.procMount")->line,
           fmt::format("{} has procMount: {}", name, proc));
    if (const YamlNode* ports = container.Get("ports")) {
      for (const YamlNode& port : ports->items) {
        const std::string host = port.TextAt("hostPort");
        if (!host.empty() && host != "0")
          Fail(kHostPort, port.line, fmt::format("{} takes port {} of the host", name, host));
      }
    }
    if (!IsPatch(container)) WhatItNeeds(container, name);
  }

  void WhatItNeeds(const YamlNode& container, const std::string& name) {
    const size_t line = container.line;
    if (!IsFalseAt(container, "securityContext.allowPrivilegeEscalation"))
      Fail(kEscalation, line, name + " can gain privileges");
    if (!IsTrueAt(container, "securityContext.readOnlyRootFilesystem"))
      Fail(kPodReadOnly, line, name + " can write to its own files");
    const YamlNode* const seccomp = container.At("securityContext.seccompProfile.type")
                                        ? container.At("securityContext.seccompProfile.type")
                                        : spec_.At("securityContext.seccompProfile.type");
    const bool has_profile = seccomp != nullptr && (seccomp->text == "RuntimeDefault" || seccomp->text == "Localhost");
    if (!has_profile && !HasSeccompAnnotation()) Fail(kSeccomp, line, name + " may make any system call");
    for (const Needed& each : kResources) {
      if (container.At(each.path) == nullptr) Fail(*each.rule, line, fmt::format("{} has no {}", name, each.path));
    }
    Image(container, name);
    const bool is_job = manifest_.kind == "Job" || manifest_.kind == "CronJob";
    const bool is_init = !IsMain(container);
    if (is_job || is_init) return;
    if (container.Get("livenessProbe") == nullptr) Fail(kLiveness, line, name + " has no livenessProbe");
    if (container.Get("readinessProbe") == nullptr) Fail(kReadiness, line, name + " has no readinessProbe");
  }

  void Capabilities(const YamlNode& container, const std::string& name) {
    const YamlNode* const drop = container.At("securityContext.capabilities.drop");
    const bool drops_all = drop != nullptr && std::ranges::any_of(drop->Texts(), [](const std::string& text) {
                             return text == "ALL" || text == "all";
                           });
    if (!drops_all && !IsPatch(container))
      Fail(kDrop, container.line, name + " keeps capabilities that it may not need");
    const YamlNode* const add = container.At("securityContext.capabilities.add");
    if (add == nullptr) return;
    for (const std::string& capability : add->Texts()) {
      if (capability != "NET_BIND_SERVICE" && capability != "CAP_NET_BIND_SERVICE")
        Fail(kAdded, add->line, fmt::format("{} gets {}", name, capability));
    }
  }

  // What the container says wins over what the pod says.
  void User(const YamlNode& container, const std::string& name) {
    const auto say = [&](std::string_view path) {
      const YamlNode* const own = container.At(path);
      return own != nullptr ? own : spec_.At(path);
    };
    const YamlNode* const non_root = say("securityContext.runAsNonRoot");
    const YamlNode* const user = say("securityContext.runAsUser");
    const bool has_user = user != nullptr && !user->text.empty();
    const bool is_root = has_user && user->text == "0";
    const bool is_safe = (non_root != nullptr && non_root->IsTrue()) || (has_user && !is_root);
    if (is_root)
      Fail(kNonRoot, user->line, name + " runs as root");
    else if (!is_safe && !IsPatch(container))
      Fail(kNonRoot, container.line, name + " may run as root");
  }

  void Image(const YamlNode& container, const std::string& name) {
    const std::string text = container.TextAt("image");
    if (text.empty() || text.contains('$') || text.contains("{{")) return;
    const ImageName image = ParseImageName(text);
    const size_t line = container.Get("image")->line;
    if (image.digest.empty() && (image.tag.empty() || image.tag == "latest"))
      Fail(kPodTag, line, fmt::format("{}: {} is whatever is newest", name, text));
    if (image.digest.empty())
      Fail(kPodDigest, line, fmt::format("{}: {} can be replaced by another image of that name", name, text));
  }

  [[nodiscard]] bool IsMain(const YamlNode& container) const {
    const YamlNode* const list = spec_.Get("containers");
    if (list == nullptr || list->items.empty()) return false;
    return !std::less<>()(&container, &list->items.front()) && !std::less<>()(&list->items.back(), &container);
  }

  [[nodiscard]] bool HasSeccompAnnotation() const {
    for (const char* path : {"metadata.annotations", "spec.template.metadata.annotations",
                             "spec.jobTemplate.spec.template.metadata.annotations"}) {
      const YamlNode* const annotations = manifest_.root->At(path);
      const YamlNode* const profile =
          annotations == nullptr ? nullptr : annotations->Get("seccomp.security.alpha.kubernetes.io/pod");
      if (profile != nullptr && profile->text != "unconfined") return true;
    }
    return false;
  }

  const Manifest& manifest_;
  const bool in_kustomize_;
  const YamlNode& spec_;
  Results& results_;
  std::set<std::string_view> failed_;
  bool is_patch_ = false;
};

// Whether a kustomization is in the file's folder or one above it.
bool IsInKustomize(const Repository& repository, std::string_view file) {
  for (std::string_view folder = FolderOf(file);; folder = FolderOf(folder)) {
    for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
      if (repository.Has(folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name))) return true;
    }
    if (folder.empty()) return false;
  }
}

void CheckPods(const Repository& repository, Results& results) {
  ForEachManifest(repository, results, [&](const Manifest& manifest) {
    if (manifest.kind == "Pod" && manifest.Containers().empty())
      results.Leave(manifest.file, manifest.Name() + " has no containers that can be read");
    else if (manifest.PodSpec() != nullptr)
      Pod(manifest, IsInKustomize(repository, manifest.file), results).Look();
  });
}

}  // namespace

Check KubernetesPodsCheck() { return {.subject = "Kubernetes pods", .rules = kPodRules, .run = CheckPods}; }

}  // namespace gatehouse::audit

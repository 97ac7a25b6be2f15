// Rows B14 C5 C13: what manifests say beside pods: secrets in clear, rights in the cluster, networks without a policy.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/kubernetes.h"
#include "audit/checks/placeholder.h"
#include "base/bytes.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

// What a Secret says beside its secrets; service bindings have all of them.
constexpr std::array<std::string_view, 6> kPlaces = {"host", "hostname", "port", "database", "type", "provider"};

constexpr Rule kClusterSecrets{
    "k8s-secret-values", Severity::kHigh, "No secret is in a manifest",
    "name it by secretKeyRef, and make the Secret from a store (External Secrets, Sealed Secrets, SOPS)"};
constexpr Rule kRbac{"k8s-rbac", Severity::kHigh, "Roles name what they allow",
                     "name the resources and verbs that are needed"};
constexpr Rule kClusterNetwork{"k8s-network-policy", Severity::kLow, "Pods are behind a network policy",
                               "add a NetworkPolicy that allows what is needed"};
constexpr Rule kAccount{"k8s-default-account", Severity::kLow, "The default service account gives no token",
                        "set automountServiceAccountToken: false on it"};
constexpr const Rule* kClusterRules[] = {&kClusterSecrets, &kRbac, &kClusterNetwork, &kAccount};

// Who may do this to roles is as good as an administrator.
constexpr std::array<std::string_view, 3> kAsGoodAsAdmin = {"escalate", "bind", "impersonate"};

bool IsSealed(std::string_view value) {
  return value.starts_with("ENC[") || value.starts_with("ref+") || value.starts_with("AgA");
}

class Manifests {
 public:
  explicit Manifests(Results& results) : results_(results) {}

  void Look(const Manifest& manifest) {
    const size_t before = results_.findings().size();
    if (manifest.kind == "Secret") Secret(manifest);
    if (manifest.kind == "ConfigMap") ConfigMap(manifest);
    for (const YamlNode* container : manifest.Containers()) Environment(manifest, *container);
    const bool holds = manifest.kind == "Secret" || manifest.kind == "ConfigMap" || manifest.PodSpec() != nullptr;
    if (holds && results_.findings().size() == before)
      results_.Pass(kClusterSecrets, {manifest.file, manifest.root->line}, manifest.Name());
    if (manifest.kind == "Role" || manifest.kind == "ClusterRole") Role(manifest);
    if (manifest.kind == "RoleBinding" || manifest.kind == "ClusterRoleBinding") Binding(manifest);
    if (manifest.kind == "NetworkPolicy" || manifest.kind == "CiliumNetworkPolicy")
      policies_.push_back({manifest.file, manifest.root->line});
    if (manifest.kind == "ServiceAccount" && manifest.root->TextAt("metadata.name") == "default") Account(manifest);
    if (manifest.PodSpec() != nullptr && first_pod_.file.empty()) first_pod_ = {manifest.file, manifest.root->line};
  }

  void End() {
    for (const Place& place : policies_) results_.Pass(kClusterNetwork, place);
    if (policies_.empty() && !first_pod_.file.empty())
      results_.Fail(kClusterNetwork, first_pod_, "there are pods, and no NetworkPolicy");
  }

 private:
  void Secret(const Manifest& manifest) {
    if (manifest.root->TextAt("type").starts_with("kubernetes.io/service-account-token") ||
        manifest.root->Get("sops") != nullptr)
      return;
    for (const char* key : {"data", "stringData"}) {
      const YamlNode* const data = manifest.root->Get(key);
      if (data == nullptr) continue;
      for (const YamlMember& member : data->members) {
        const auto decoded = key == std::string_view("data") ? base::Base64Decode(member.value.text) : std::nullopt;
        const std::string value = decoded.value_or(member.value.text);
        if (value.empty() || IsSealed(value) || IsPlaceholderSetting(value)) continue;
        if (std::ranges::find(kPlaces, member.name) != kPlaces.end() && UrlLoginIn(value).password.empty()) continue;
        results_.Fail(kClusterSecrets, {manifest.file, member.line},
                      fmt::format("{}: {} can be read (base64 hides nothing)", manifest.Name(), member.name));
      }
    }
  }

  void ConfigMap(const Manifest& manifest) {
    const YamlNode* const data = manifest.root->Get("data");
    if (data == nullptr) return;
    for (const YamlMember& member : data->members) {
      Setting(manifest, member.name, member.value.text, member.line);
      // A whole file of settings as one value.
      for (std::string_view rest = member.value.text; !rest.empty();) {
        const std::string_view line = base::TakeLine(rest);
        const size_t equals = line.find('=');
        if (equals != std::string_view::npos && equals > 0)
          Setting(manifest, base::TrimSpace(line.substr(0, equals)), base::TrimSpace(line.substr(equals + 1)),
                  member.line);
      }
    }
  }

  void Environment(const Manifest& manifest, const YamlNode& container) {
    const YamlNode* const environment = container.Get("env");
    if (environment == nullptr) return;
    for (const YamlNode& each : environment->items) {
      if (each.Get("value") != nullptr) Setting(manifest, each.TextAt("name"), each.TextAt("value"), each.line);
    }
  }

  void Setting(const Manifest& manifest, std::string_view name, std::string_view value, size_t line) {
    const bool is_reference = value.empty() || value.contains("$(") || value.contains("${") || value.contains("{{") ||
                              value.starts_with('$') || value.starts_with('<') || value.starts_with('/') ||
                              IsSealed(value) || value == "true" || value == "false";
    if (is_reference || value.contains('\n') || RepeatsItsName(name, value)) return;
    if (NamesSecret(name) || IsSecretSetting(name, value))
      results_.Fail(kClusterSecrets, {manifest.file, line},
                    fmt::format("{}: {} has its value in the manifest", manifest.Name(), name));
  }

  void Role(const Manifest& manifest) {
    const YamlNode* const rules = manifest.root->Get("rules");
    bool is_good = true;
    if (rules == nullptr) return;
    for (const YamlNode& rule : rules->items) {
      for (const char* key : {"verbs", "resources", "apiGroups"}) {
        const YamlNode* const list = rule.Get(key);
        if (list == nullptr) continue;
        for (const std::string& text : list->Texts()) {
          const bool is_all = text == "*";
          const bool is_admin =
              key == std::string_view("verbs") && std::ranges::find(kAsGoodAsAdmin, text) != kAsGoodAsAdmin.end();
          if (!is_all && !is_admin) continue;
          is_good = false;
          results_.Fail(kRbac, {manifest.file, rule.line},
                        fmt::format("{} allows {} of {}", manifest.Name(), text, key));
        }
      }
    }
    if (is_good) results_.Pass(kRbac, {manifest.file, manifest.root->line}, manifest.Name());
  }

  void Binding(const Manifest& manifest) {
    const std::string role = manifest.root->TextAt("roleRef.name");
    if (role == "cluster-admin") {
      results_.Fail(kRbac, {manifest.file, manifest.root->line},
                    manifest.Name() + " makes its subjects administrators of the cluster");
      return;
    }
    results_.Pass(kRbac, {manifest.file, manifest.root->line}, manifest.Name());
  }

  void Account(const Manifest& manifest) {
    const YamlNode* const automount = manifest.root->Get("automountServiceAccountToken");
    const Place place{manifest.file, manifest.root->line};
    if (automount != nullptr && automount->IsFalse())
      results_.Pass(kAccount, place);
    else
      results_.Fail(kAccount, place, "every pod without an account of its own gets a token");
  }

  Results& results_;
  std::vector<Place> policies_;
  Place first_pod_;
};

void CheckCluster(const Repository& repository, Results& results) {
  Manifests manifests(results);
  Results quiet;  // what cannot be read has been told by the check of pods
  ForEachManifest(repository, quiet, [&](const Manifest& manifest) { manifests.Look(manifest); });
  manifests.End();
}

}  // namespace

Check KubernetesClusterCheck() {
  return {.subject = "Kubernetes, beside pods", .rules = kClusterRules, .run = CheckCluster};
}

}  // namespace gatehouse::audit

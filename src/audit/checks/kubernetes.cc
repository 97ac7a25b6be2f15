#include "audit/checks/kubernetes.h"

#include <algorithm>
#include <array>

#include "audit/checks/kinds.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kMaxListDepth = 4;
constexpr std::array<std::string_view, 10> kPodKinds = {
    "Pod",         "Deployment", "DaemonSet", "StatefulSet",     "ReplicaSet", "ReplicationController",
    "PodTemplate", "Job",        "CronJob",   "DeploymentConfig"};

void Look(const std::string& file, const YamlNode& root, size_t depth,
          const std::function<void(const Manifest&)>& look) {
  const std::string kind = root.TextAt("kind");
  if (!root.IsMap() || kind.empty() || root.TextAt("apiVersion").empty()) return;
  const YamlNode* const items = root.Get("items");
  if (kind.ends_with("List") && items != nullptr) {
    if (depth >= kMaxListDepth) return;
    for (const YamlNode& item : items->items) Look(file, item, depth + 1, look);
    return;
  }
  look({.file = file, .kind = kind, .root = &root});
}

}  // namespace

std::string Manifest::Name() const {
  const YamlNode* const name = root->At("metadata.name");
  return Shown(kind) + " " + (name == nullptr ? std::string() : Shown(name->text));
}

const YamlNode* Manifest::PodSpec() const {
  const char* const path = kind == "Pod"           ? "spec"
                           : kind == "CronJob"     ? "spec.jobTemplate.spec.template.spec"
                           : kind == "PodTemplate" ? "template.spec"
                                                   : "spec.template.spec";
  const YamlNode* const spec = root->At(path);
  if (spec == nullptr || !spec->IsMap()) return nullptr;
  // Kinds of others are told by their containers.
  const bool is_pod = std::ranges::find(kPodKinds, kind) != kPodKinds.end() || spec->Get("containers") != nullptr;
  return is_pod ? spec : nullptr;
}

std::vector<const YamlNode*> Manifest::Containers() const {
  std::vector<const YamlNode*> containers;
  const YamlNode* const spec = PodSpec();
  if (spec == nullptr) return containers;
  for (const char* key : {"containers", "initContainers", "ephemeralContainers"}) {
    const YamlNode* const list = spec->Get(key);
    if (list == nullptr) continue;
    for (const YamlNode& item : list->items) {
      if (item.IsMap()) containers.push_back(&item);
    }
  }
  return containers;
}

void ForEachManifest(const Repository& repository, Results& results, const std::function<void(const Manifest&)>& look) {
  for (const std::string& file : repository.files()) {
    const bool is_json = file.ends_with(".json");
    if ((!IsYaml(file) && !is_json) || IsCompose(file)) continue;
    const auto text = repository.Read(file);
    // Large JSON is data, not a manifest.
    if (!text && !is_json) results.Leave(file, text.error().what);
    if (!text || !text->contains("apiVersion") || !text->contains("kind")) continue;
    const auto documents = ReadYaml(*text, file);
    if (!documents) {
      const bool is_template = text->contains("{{");
      results.Leave(file,
                    is_template ? "is a template: audit what 'helm template' makes of it" : documents.error().what);
      continue;
    }
    for (const YamlNode& root : *documents) Look(file, root, 0, look);
  }
}

}  // namespace gatehouse::audit

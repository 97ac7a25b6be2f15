// The pods that Kubernetes manifests make, wherever they stand in a Deployment, a CronJob or a List. Shown by
// kubernetes_test.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audit/repository/finding.h"
#include "audit/repository/repository.h"
#include "audit/repository/yaml_tree.h"

namespace gatehouse::audit {

// A document with apiVersion and kind; the items of a List one by one.
struct Manifest {
  std::string file;
  std::string kind;
  const YamlNode* root = nullptr;

  [[nodiscard]] std::string Name() const;  // "Pod web"
  // The pod's spec; nullptr where it makes none.
  [[nodiscard]] const YamlNode* PodSpec() const;
  // Containers, init containers and ephemeral ones.
  [[nodiscard]] std::vector<const YamlNode*> Containers() const;
};

// Every manifest of the repository. Helm templates are left out, and told: they are not YAML before Helm has filled
// them in.
void ForEachManifest(const Repository& repository, Results& results, const std::function<void(const Manifest&)>& look);

}  // namespace gatehouse::audit

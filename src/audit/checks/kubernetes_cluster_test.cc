#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string InCluster(const char* rule, const std::string& text) {
  return testing::Lines(KubernetesClusterCheck(), rule, {{"app.yaml", text}});
}

struct ClusterCase {
  const char* rule;
  const char* text;
  const char* lines;
};

class KubernetesCluster : public ::testing::TestWithParam<ClusterCase> {};

TEST_P(KubernetesCluster, B14_C5_C13_IsFoundAtItsLine) {
  EXPECT_EQ(InCluster(GetParam().rule, std::string("apiVersion: v1\n") + GetParam().text), GetParam().lines)
      << GetParam().text;
}

constexpr ClusterCase kClusterCases[] = {
    {"k8s-secret-values",
     "kind: Secret\ndata:\n  a: c3VwZXJzZWN1cmU5OQ==\n  b: \"<base64>\"\nstringData:\n  c: Tr0ub4dor99\n", "4 7"},
    {"k8s-secret-values", "kind: Secret\ndata:\n", ""},
    {"k8s-secret-values",
     "kind: Secret\nstringData:\n  host: db\n  port: \"5432\"\n  database: postgres://app:k7-throw9@db/a\n  "
     "password: Tr0ub4dor99\n",
     "6 7"},
    {"k8s-secret-values",
     "kind: Pod\nspec:\n  containers:\n    - image: a:1\n      env:\n        - { name: API_KEY, value: API_KEY_VAL }\n"
     "        - { name: API_KEY, value: OTHER_7fKq2 }\n",
     "8"},
    {"k8s-secret-values",
     "kind: ConfigMap\ndata:\n  LOG: info\n  app.properties: |\n    a=1\n    db.password=Tr0ub4dor99\n", "5"},
    {"k8s-secret-values",
     "kind: Pod\nspec:\n  containers:\n    - image: a:1\n      env:\n        - { name: API_KEY, value: "
     "9f8e7d6c5b4a39281706f5e4d3c2b1a0 }\n        - { name: A, valueFrom: { secretKeyRef: { name: s, key: k } } }\n",
     "7"},
    {"k8s-rbac",
     "kind: ClusterRole\nrules:\n  - { apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"] }\n  - { apiGroups: "
     "[\"\"], resources: [pods], verbs: [get] }\n",
     "4 4 4"},
    {"k8s-network-policy", "kind: Pod\nspec: { containers: [{ image: a:1 }] }\n", "1"},
    {"k8s-network-policy",
     "kind: Pod\nspec: { containers: [{ image: a:1 }] }\n---\napiVersion: v1\nkind: NetworkPolicy\n", ""},
    {"k8s-default-account", "kind: ServiceAccount\nmetadata: { name: default }\n", "1"},
    {"k8s-default-account", "kind: ServiceAccount\nmetadata: { name: default }\nautomountServiceAccountToken: false\n",
     ""},
};
INSTANTIATE_TEST_SUITE_P(All, KubernetesCluster, ::testing::ValuesIn(kClusterCases));

}  // namespace
}  // namespace gatehouse::audit

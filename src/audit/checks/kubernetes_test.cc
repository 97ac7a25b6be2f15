#include "audit/checks/kubernetes.h"

#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string InPods(const char* rule, const std::string& text) {
  return testing::Lines(KubernetesPodsCheck(), rule, {{"app.yaml", text}});
}
std::string InCluster(const char* rule, const std::string& text) {
  return testing::Lines(KubernetesClusterCheck(), rule, {{"app.yaml", text}});
}
std::string Pod(const std::string& container) {
  return "apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n    - image: a:1\n" + container;
}

struct Case {
  const char* rule;
  const char* container;  // from line 7 on
  const char* lines;
};

class KubernetesPods : public ::testing::TestWithParam<Case> {};

TEST_P(KubernetesPods, A7_B14_C13_IsFoundAtItsLine) {
  EXPECT_EQ(InPods(GetParam().rule, Pod(GetParam().container)), GetParam().lines) << GetParam().container;
}

constexpr Case kCases[] = {
    {"k8s-privileged", "      securityContext: { privileged: true }\n", "7"},
    {"k8s-privileged", "", ""},
    {"k8s-privilege-escalation", "", "6"},
    {"k8s-privilege-escalation", "      securityContext: { allowPrivilegeEscalation: false }\n", ""},
    {"k8s-capabilities", "      securityContext: { capabilities: { drop: [NET_RAW] } }\n", "6"},
    {"k8s-capabilities", "      securityContext: { capabilities: { drop: [\"ALL\"] } }\n", ""},
    {"k8s-added-capabilities", "      securityContext: { capabilities: { add: [NET_BIND_SERVICE, SYS_ADMIN] } }\n",
     "7"},
    {"k8s-read-only", "      securityContext:\n        readOnlyRootFilesystem: false\n", "6"},
    {"k8s-run-as-non-root", "      securityContext: { runAsUser: 0 }\n", "7"},
    {"k8s-run-as-non-root", "      securityContext: { runAsUser: 1000 }\n", ""},
    {"k8s-host-port", "      ports:\n        - { containerPort: 1, hostPort: 1 }\n        - containerPort: 2\n", "8"},
    {"k8s-memory-limit", "      resources: { limits: { memory: 1Gi } }\n", ""},
    {"k8s-liveness-probe", "      livenessProbe: {}\n", ""},
    {"k8s-image-tag",
     "    - { name: b, image: b }\n    - { name: c, image: \"c:latest\" }\n    - { name: d, image: \"d@sha256:00\" }\n",
     "7 8"},
    {"k8s-proc-mount", "      securityContext: { procMount: Unmasked }\n", "7"},
    {"k8s-host-namespaces", "  hostPID: true\n", "7"},
    {"k8s-host-path", "  volumes:\n    - { name: v, hostPath: { path: /x } }\n", "8"},
    {"k8s-docker-socket", "  volumes:\n    - name: v\n      hostPath:\n        path: /run/containerd/containerd.sock\n",
     "10"},
    {"k8s-sysctls", "  securityContext: { sysctls: [{ name: kernel.msgmax, value: \"1\" }] }\n", "7"},
    {"k8s-service-account-token", "  automountServiceAccountToken: false\n", ""},
};
INSTANTIATE_TEST_SUITE_P(All, KubernetesPods, ::testing::ValuesIn(kCases));

TEST(Kubernetes, C13_APodWithoutContainersIsNotInOrder) {
  for (const char* spec :
       {"spec:\n  containers:\n", "spec:\n  - containers:\n", "spec: 5\n", "spec:\n  containers: many\n"}) {
    const auto results =
        testing::ResultsOf(KubernetesPodsCheck(), {{"a.yaml", std::string("apiVersion: v1\nkind: Pod\n") + spec}});
    EXPECT_EQ(results.left_out().size(), 1) << spec;
    for (const RuleResult& rule : results.Rules()) EXPECT_NE(rule.state, State::kPass) << spec << rule.rule->id;
  }
}

TEST(Kubernetes, C13_APatchSaysOnlyWhatItChanges) {
  // Kustomize joins it with the manifest that has the image. What stands in the patch counts.
  const std::string text =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d }\nspec:\n  template:\n    spec:\n      containers:\n"
      "        - name: a\n          securityContext: { privileged: true }\n";
  const std::string kustomization = "patches: [{ path: patches/d.yaml }]\n";
  const auto in_kustomize = [&](const char* rule) {
    return testing::Lines(KubernetesPodsCheck(), rule,
                          {{"a/patches/d.yaml", text}, {"a/kustomization.yaml", kustomization}});
  };
  EXPECT_EQ(in_kustomize("k8s-privileged"), "a/patches/d.yaml:9");
  EXPECT_EQ(InPods("k8s-read-only", text), "8");
  for (const char* rule : {"k8s-read-only", "k8s-liveness-probe", "k8s-cpu-limit", "k8s-run-as-non-root", "k8s-seccomp",
                           "k8s-capabilities", "k8s-service-account-token"})
    EXPECT_EQ(in_kustomize(rule), "") << rule;
}

TEST(Kubernetes, C13_FilesInEveryForm) {
  const std::string json =
      "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\",\n\t\"spec\": {\"containers\": [\n\t\t{\"image\": "
      "\"a\"}]}\n}\n";
  EXPECT_EQ(testing::Lines(KubernetesPodsCheck(), "k8s-image-tag", {{"a.json", json}}), "5");
  EXPECT_EQ(InPods("k8s-image-tag",
                   "\xEF\xBB\xBF"
                   "apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n    - image: a\r\n"),
            "5");
  EXPECT_EQ(InPods("k8s-image-tag",
                   "a: 1\n---\n\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    spec: "
                   "{ containers: [{ image: a }] }\n"),
            "10");
  for (const char* text : {"", "apiVersion: v1\nkind: Pod\nspec: { containers: {{ x }} }\n", "kind: apiVersion\n",
                           "# apiVersion kind\n- 1\n"})
    EXPECT_TRUE(InPods("k8s-image-tag", text).find_first_of("0123456789") == std::string::npos) << text;
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

#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string InPods(const char* rule, const std::string& text) {
  return testing::Lines(KubernetesPodsCheck(), rule, {{"app.yaml", text}});
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

TEST(KubernetesPodsCheck, C13_APodWithoutContainersIsNotInOrder) {
  for (const char* spec :
       {"spec:\n  containers:\n", "spec:\n  - containers:\n", "spec: 5\n", "spec:\n  containers: many\n"}) {
    const auto results =
        testing::ResultsOf(KubernetesPodsCheck(), {{"a.yaml", std::string("apiVersion: v1\nkind: Pod\n") + spec}});
    EXPECT_EQ(results.left_out().size(), 1) << spec;
    for (const RuleResult& rule : results.Rules()) EXPECT_NE(rule.state, State::kPass) << spec << rule.rule->id;
  }
}

TEST(KubernetesPodsCheck, C13_APatchSaysOnlyWhatItChanges) {
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

}  // namespace
}  // namespace gatehouse::audit

#include "audit/checks/kubernetes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;

// "Deployment web: a b" of each manifest: its containers' names; "-" behind the colon where it makes no pod.
std::vector<std::string> Manifests(const std::string& text, const std::string& file = "app.yaml") {
  const testing::Folder folder{{file, text}};
  const auto repository = Repository::Open(folder.path());
  EXPECT_TRUE(repository);
  Results results;
  std::vector<std::string> seen;
  ForEachManifest(*repository, results, [&](const Manifest& manifest) {
    std::string names = manifest.Name() + ":" + (manifest.PodSpec() == nullptr ? " -" : "");
    for (const YamlNode* container : manifest.Containers()) names += " " + container->TextAt("name");
    seen.push_back(std::move(names));
  });
  return seen;
}

std::string InPods(const char* rule, const std::string& text) {
  return testing::Lines(KubernetesPodsCheck(), rule, {{"app.yaml", text}});
}

TEST(Kubernetes, C13_PodsWhereverTheyStand) {
  const std::string spec = "{ initContainers: [{ name: i }], containers: [{ name: a }, 5, { name: b }] }";
  const std::string named = "apiVersion: v1\nmetadata: { name: n }\nkind: ";
  EXPECT_THAT(Manifests(named + "Pod\nspec: " + spec), ElementsAre("Pod n: a b i"));
  EXPECT_THAT(Manifests(named + "Deployment\nspec: { template: { spec: " + spec + " } }"),
              ElementsAre("Deployment n: a b i"));
  EXPECT_THAT(Manifests(named + "CronJob\nspec: { jobTemplate: { spec: { template: { spec: " + spec + " } } } }"),
              ElementsAre("CronJob n: a b i"));
  EXPECT_THAT(Manifests(named + "PodTemplate\ntemplate: { spec: " + spec + " }"), ElementsAre("PodTemplate n: a b i"));
  EXPECT_THAT(Manifests(named + "Rollout\nspec: { template: { spec: " + spec + " } }"),
              ElementsAre("Rollout n: a b i"));
  EXPECT_THAT(Manifests(named + "Rollout\nspec: { template: { spec: { volumes: [] } } }"), ElementsAre("Rollout n: -"));
  EXPECT_THAT(Manifests(named + "Service\nspec: { ports: [] }"), ElementsAre("Service n: -"));
}

TEST(Kubernetes, C13_ListsAreTakenApartSoDeepAndNoDeeper) {
  std::string text = "{ apiVersion: v1, kind: Pod, metadata: { name: p } }";
  for (int depth = 0; depth < 3; ++depth) text = "{ apiVersion: v1, kind: List, items: [" + text + "] }";
  EXPECT_THAT(Manifests(text), ElementsAre("Pod p: -"));
  for (int depth = 0; depth < 3; ++depth) text = "{ apiVersion: v1, kind: List, items: [" + text + "] }";
  EXPECT_THAT(Manifests(text), ElementsAre());
}

TEST(Kubernetes, C13_WhatIsNoManifestIsPassedOver) {
  EXPECT_THAT(Manifests("kind: Pod\n# apiVersion\n"), ElementsAre());
  EXPECT_THAT(Manifests("apiVersion: v1\nkind: Pod\n", "app.txt"), ElementsAre());
  EXPECT_THAT(Manifests("apiVersion: v1\nkind: Pod\n", "compose.yaml"), ElementsAre());
}

TEST(Kubernetes, C13_ALongNameIsShownByItsBeginning) {
  const auto seen = Manifests("apiVersion: v1\nkind: Pod\nmetadata: { name: " + std::string(1000, 'n') + " }\n");
  EXPECT_THAT(seen, ElementsAre("Pod " + std::string(kMaxShown, 'n') + "…: -"));
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

}  // namespace
}  // namespace gatehouse::audit

#include "secrets/k8s/kubeconfig.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/testing_folder.h"

namespace gatehouse::secrets {
namespace {

class Kubeconfig : public ::testing::Test {
 protected:
  base::testing::Folder folder_;
};

// As `minikube start` and `kind` write it, comments and all.
constexpr std::string_view kUsual = R"(apiVersion: v1
clusters:
- cluster:
    # A certificate that is none
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
    extensions:
    - extension: {provider: minikube.sigs.k8s.io}
      name: cluster_info
    server: https://192.0.2.1:8443
  name: minikube
contexts:
- context: {cluster: minikube, namespace: team, user: me}
  name: minikube
current-context: "minikube"
kind: Config
preferences: {}
users:
- name: me
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args: [get-token, --login, azurecli]
      command: bin/kubelogin
      env: null
      interactiveMode: IfAvailable
      provideClusterInfo: false
)";

TEST_F(Kubeconfig, C5_TheCurrentContext) {
  const auto context = ReadKubeconfig({folder_.Write("config", kUsual)});
  ASSERT_TRUE(context) << context.error().error.Text();
  EXPECT_EQ(context->name, "minikube");
  EXPECT_EQ(context->name_space, "team");
  EXPECT_EQ(context->server, "https://192.0.2.1:8443");
  EXPECT_EQ(context->ca_pem, "-----BEGIN CERTIFICATE-----\n");
  ASSERT_TRUE(context->exec);
  EXPECT_EQ(context->exec->argv,
            (std::vector<std::string>{folder_.At("bin/kubelogin"), "get-token", "--login", "azurecli"}));
  EXPECT_TRUE(context->exec->may_ask);
  EXPECT_FALSE(context->exec->wants_cluster);
  EXPECT_TRUE(context->exec->variables.empty());
}

TEST_F(Kubeconfig, C5_OfTwoFilesTheFirstCounts) {
  const auto first = folder_.Write("first", "users: [{name: me, user: {token: of-first}}]");
  const auto second = folder_.Write("second", kUsual);
  const auto context = ReadKubeconfig({first, second});
  ASSERT_TRUE(context) << context.error().error.Text();
  EXPECT_EQ(context->token.Reveal(), "of-first");
  EXPECT_FALSE(context->exec);
}

TEST_F(Kubeconfig, C5_AliasesAndDepthAreBounded) {
  std::string deep = "a: ";
  for (int depth = 0; depth < 5'000; ++depth) deep += "[";
  EXPECT_FALSE(ReadKubeconfig({folder_.Write("deep", deep)}));
  EXPECT_FALSE(
      ReadKubeconfig({folder_.Write("loop", "current-context: x\ncontexts: &a [*a, {name: x, context: *a}]")}));
}

}  // namespace
}  // namespace gatehouse::secrets

#include "secrets/standard/standard.h"

#include <chrono>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "dotenv/provider.h"
#include "secrets/aws/aws.h"
#include "secrets/azure/azure.h"
#include "secrets/gcp/gcp.h"
#include "secrets/k8s/k8s.h"
#include "secrets/local/local.h"
#include "secrets/vault/vault.h"

namespace gatehouse::secrets {

Providers AllProviders() {
  return {{"vault", std::make_shared<VaultProvider>(VaultSettingsFromEnvironment())},
          {"awssecrets", AwsProvider::SecretsManager()},
          {"awsssm", AwsProvider::ParameterStore()},
          {"azurekeyvault", std::make_shared<AzureProvider>()},
          {"gcpsecrets", std::make_shared<GcpProvider>()},
          {"k8s", std::make_shared<K8sProvider>()},
          {"file", std::make_shared<FileProvider>()},
          {"env", std::make_shared<EnvironmentProvider>()},
          {"dotenv", std::make_shared<dotenv::DotenvProvider>()}};
}

std::unique_ptr<Resolver> MakeResolver(Providers providers, ResolverRules rules) {
  return std::make_unique<Resolver>(
      std::move(providers), rules, [] { return base::ReadClocks(); },
      [](std::chrono::milliseconds wait) { std::this_thread::sleep_for(wait); });
}

}  // namespace gatehouse::secrets

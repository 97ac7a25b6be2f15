// Every kind of store, by the name that references give it.
#include "secrets/aws/aws.h"
#include "secrets/azure/azure.h"
#include "secrets/gcp/gcp.h"
#include "secrets/k8s/k8s.h"
#include "secrets/local/local.h"
#include "secrets/resolver.h"
#include "secrets/vault/vault.h"

namespace gatehouse::secrets {

std::map<std::string, std::shared_ptr<Provider>> StandardProviders() {
  return {{"vault", std::make_shared<VaultProvider>(VaultSettingsFromEnvironment())},
          {"awssecrets", AwsProvider::SecretsManager()},
          {"awsssm", AwsProvider::ParameterStore()},
          {"azurekeyvault", std::make_shared<AzureProvider>()},
          {"gcpsecrets", std::make_shared<GcpProvider>()},
          {"k8s", std::make_shared<K8sProvider>()},
          {"file", std::make_shared<FileProvider>()},
          {"env", std::make_shared<EnvironmentProvider>()}};
}

}  // namespace gatehouse::secrets

// ref+awssecrets://NAME-OR-ARN[?region=R][&version_stage=S][&version_id=ID]#/field: AWS Secrets Manager.
// ref+awsssm://NAME-OR-ARN[?region=R][&version=N]: a parameter of AWS Systems Manager, decrypted. A name that begins
// with a '/' keeps it: ref+awsssm:///team/app/password. Shown by tests/secrets/test_aws.py.
#pragma once

#include <memory>

#include "secrets/aws/credentials.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct AwsStore;  // which of the two

class AwsProvider : public Provider {
 public:
  [[nodiscard]] static std::shared_ptr<AwsProvider> SecretsManager();
  [[nodiscard]] static std::shared_ptr<AwsProvider> ParameterStore();

  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  explicit AwsProvider(const AwsStore& store) : store_(store) {}
  const AwsStore& store_;
  AwsCredentialChain credentials_;
};

}  // namespace gatehouse::secrets

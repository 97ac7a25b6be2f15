// ref+awssecrets://NAME-OR-ARN[?region=R][&version_stage=S][&version_id=ID]#/field: AWS Secrets Manager. Shown by
// tests/secrets/test_aws.py.
#pragma once

#include "secrets/aws/credentials.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

class AwsProvider : public Provider {
 public:
  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  AwsCredentialChain credentials_;
};

}  // namespace gatehouse::secrets

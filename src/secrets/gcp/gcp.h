// ref+gcpsecrets://PROJECT/SECRET[?version=N|latest][&region=R]#/field: Google Secret Manager. Shown by
// tests/secrets/test_gcp.py.
#pragma once

#include <expected>

#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

class GcpProvider : public Provider {
 public:
  GcpProvider();

  [[nodiscard]] std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const Reference& reference) const override;

 private:
  TokenCache tokens_;
};

}  // namespace gatehouse::secrets

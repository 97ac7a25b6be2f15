// ref+dotenv://PATH#/NAME: one setting of a `.env` file, in clear or encrypted. Shown by open_file_test.cc,
// tests/dotenv/test_env_references.py.
#pragma once

#include <expected>
#include <string>

#include "secrets/provider.h"

namespace gatehouse::dotenv {

// The value is the JSON object of all settings, so that the pointer names one: #/DATABASE_URL. Its version is when the
// file was written last (never a digest: that of a file in clear would let its values be guessed at).
class DotenvProvider : public secrets::Provider {
 public:
  [[nodiscard]] std::expected<secrets::Fetched, secrets::ProviderError> Get(const secrets::Reference& reference,
                                                                            base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const secrets::Reference& reference) const override;
};

}  // namespace gatehouse::dotenv

// ref+dotenv://PATH#/NAME: one setting of a `.env` file, in clear or encrypted. Shown by open_file_test.cc,
// tests/dotenv/test_env_references.py.
#pragma once

#include <expected>
#include <string>

#include "secrets/provider.h"

namespace gatehouse::dotenv {

// The value is a JSON object of all settings, so that a pointer selects one: #/DATABASE_URL. The version is the file's
// modification time (never a digest: the digest of a file in clear would allow guessing its values).
class DotenvProvider : public secrets::Provider {
 public:
  [[nodiscard]] std::expected<secrets::Fetched, secrets::ProviderError> Get(const secrets::Reference& reference,
                                                                            base::Wall now) override;
  [[nodiscard]] std::string CacheKey(const secrets::Reference& reference) const override;
};

}  // namespace gatehouse::dotenv

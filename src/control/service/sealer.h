// Encrypts secrets for the database with a key that is not in the database. Tests: sealer_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::service {

class Sealer {
 public:
  // `key`: the operator's secret, from which the encryption key is derived.
  explicit Sealer(const base::SecretString& key);

  // Returns base64. `context` identifies the use of the secret (a key's or user's id): Open needs the same context.
  [[nodiscard]] std::string Seal(std::string_view plain, std::string_view context) const;
  [[nodiscard]] base::Result<base::SecretString> Open(std::string_view sealed, std::string_view context) const;

 private:
  base::SecretString key_;
};

}  // namespace gatehouse::service

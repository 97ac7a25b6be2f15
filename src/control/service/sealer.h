// Secrets at rest in the database: encrypted with a key that is not in the database. Shown by sealer_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::service {

class Sealer {
 public:
  // `key` is whatever the operator keeps: the key that seals is derived from it.
  explicit Sealer(const base::SecretString& key);

  // Base64. `context` says what the secret is for (a key's id, a user's): it opens in no other place.
  [[nodiscard]] std::string Seal(std::string_view plain, std::string_view context) const;
  [[nodiscard]] base::Result<base::SecretString> Open(std::string_view sealed, std::string_view context) const;

 private:
  base::SecretString key_;
};

}  // namespace gatehouse::service

// Resolves references in the policy's `control` with the credentials of the user who starts the daemon. Tests:
// reference_test.cc.
#pragma once

#include <memory>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::secrets {
class Resolver;
}

namespace gatehouse::control {

class References {
 public:
  References();
  ~References();
  References(const References&) = delete;
  References& operator=(const References&) = delete;

  [[nodiscard]] base::Result<base::SecretString> Resolve(std::string_view reference);

 private:
  std::unique_ptr<secrets::Resolver> resolver_;  // created on first use
};

}  // namespace gatehouse::control

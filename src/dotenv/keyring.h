// Interface to the holder of the keys that wrap data keys: GPG in the product, a table in tests.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

class Keyring {
 public:
  virtual ~Keyring() = default;
  // Those of the fingerprints whose secret key is available.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> Held(
      std::span<const std::string> fingerprints) const = 0;
  [[nodiscard]] virtual base::Result<std::string> Wrap(const std::string& fingerprint,
                                                       std::string_view secret) const = 0;
  [[nodiscard]] virtual base::Result<base::SecretString> Unwrap(std::string_view wrapped) const = 0;
  // The recipient's key and user id, for people who do not have the key; empty if unknown.
  struct Description {
    std::string user;
    std::string public_key;
  };
  [[nodiscard]] virtual Description Describe(const std::string& /*fingerprint*/) const { return {}; }
};

class GpgKeyring : public Keyring {
 public:
  // With `ask` false, nobody is asked for a passphrase: a locked key does not open.
  explicit GpgKeyring(bool ask = true) : ask_(ask) {}
  [[nodiscard]] base::Result<std::vector<std::string>> Held(std::span<const std::string> fingerprints) const override;
  [[nodiscard]] base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret) const override;
  [[nodiscard]] base::Result<base::SecretString> Unwrap(std::string_view wrapped) const override;
  [[nodiscard]] Description Describe(const std::string& fingerprint) const override;

 private:
  bool ask_;
};

}  // namespace gatehouse::dotenv

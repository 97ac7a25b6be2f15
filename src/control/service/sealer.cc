#include "control/service/sealer.h"

#include "base/bytes.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::service {

Sealer::Sealer(const base::SecretString& key)
    : key_(crypto::DeriveKey(key.Reveal(), {}, "gatehouse-control-1", crypto::kSealKeyBytes)) {}

std::string Sealer::Seal(std::string_view plain, std::string_view context) const {
  return base::Base64Encode(crypto::Seal(key_.Reveal(), plain, context));
}

base::Result<base::SecretString> Sealer::Open(std::string_view sealed, std::string_view context) const {
  const auto refuse = [] {
    return base::Fail("Encrypted data in the database cannot be decrypted", "control.key_encryption",
                      "give the daemon the key that it was sealed with");
  };
  const auto bytes = base::Base64Decode(sealed);
  if (!bytes) return refuse();
  auto plain = crypto::Open(key_.Reveal(), *bytes, context);
  if (!plain) return refuse();
  return plain;
}

}  // namespace gatehouse::service

#include "dotenv/keyring.h"

#include <algorithm>

#include "dotenv/gpg.h"

namespace gatehouse::dotenv {

base::Result<std::vector<std::string>> GpgKeyring::Held(std::span<const std::string> fingerprints) const {
  const auto keys = SecretKeys(fingerprints);
  if (!keys) return std::unexpected(keys.error());
  std::vector<std::string> held;
  for (const std::string& one : fingerprints) {
    if (std::ranges::any_of(*keys, [&](const GpgKey& key) { return HasPart(key, one); })) held.push_back(one);
  }
  return held;
}

base::Result<std::string> GpgKeyring::Wrap(const std::string& fingerprint, std::string_view secret) const {
  return dotenv::Wrap(fingerprint, secret);
}

Keyring::Description GpgKeyring::Describe(const std::string& fingerprint) const {
  const auto known = PublicKeys(std::span(&fingerprint, 1));
  if (!known || known->size() != 1) return {};
  return {known->front().user, Export(fingerprint).value_or(std::string())};
}

base::Result<base::SecretString> GpgKeyring::Unwrap(std::string_view wrapped) const {
  return dotenv::Unwrap(wrapped, ask_);
}

}  // namespace gatehouse::dotenv

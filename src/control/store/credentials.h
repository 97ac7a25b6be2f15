// The credentials of droplets: secrets, stored only as hashes, and public keys. Tests:
// store_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

enum class CredentialKind : uint8_t { kSecret, kKey };
[[nodiscard]] std::string_view Name(CredentialKind kind);  // "secret" "key"

struct Credential {
  std::string id;
  int droplet_id = 0;
  CredentialKind kind = CredentialKind::kSecret;
  std::string secret_hash;  // set for a secret
  std::string public_jwk;   // set for a key
  base::Wall created{};
  std::optional<base::Wall> expires;
  std::optional<base::Wall> revoked;
  std::optional<base::Wall> last_used;  // accurate to about a minute

  [[nodiscard]] bool Alive(base::Wall now) const { return !revoked && (!expires || *expires > now); }
  friend bool operator==(const Credential&, const Credential&) = default;
};

void AddCredential(Transaction& transaction, const Credential& credential);
[[nodiscard]] std::vector<Credential> CredentialsOf(Transaction& transaction, int droplet_id);  // oldest first
[[nodiscard]] std::optional<Credential> FindCredential(Transaction& transaction, const std::string& id);
// Returns false if there is no such credential, or it is revoked already.
[[nodiscard]] bool RevokeCredential(Transaction& transaction, const std::string& id, base::Wall now);
void RevokeCredentialsOf(Transaction& transaction, int droplet_id, base::Wall now);
void SetSecretHash(Transaction& transaction, const std::string& id, const std::string& hash);
void TouchCredential(Transaction& transaction, const std::string& id, base::Wall used);

}  // namespace gatehouse::store

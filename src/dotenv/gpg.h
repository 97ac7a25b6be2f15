// GPG through GPGME, and the only user of it: whose keys there are, and one short secret wrapped to one of them.
// Passphrases are asked for by GPG's own agent and never seen here. Shown by tests/dotenv/test_env_gpg.py against real
// gpg.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::dotenv {

inline constexpr size_t kMaxWrappedBytes = 16 << 10;  // of one wrapped secret, and of the secret itself
inline constexpr size_t kMaxListedKeys = 1000;

struct GpgSubkey {
  std::string fingerprint;
  bool can_encrypt = false;
  bool can_sign = false;
  bool expired = false;
  bool unusable = false;              // revoked, disabled or invalid
  std::optional<base::Wall> expires;  // empty: never
};
struct GpgKey {
  std::string fingerprint;  // of the primary key
  std::string user;         // its first user id: comes from outside, is no proof of anything
  bool expired = false;
  bool unusable = false;
  std::vector<GpgSubkey> subkeys;  // the primary key is the first
};

// The newest part of the key that may be encrypted to (or sign) now; nullptr: there is none. GPG chooses so, too.
[[nodiscard]] const GpgSubkey* EncryptionPart(const GpgKey& key);
[[nodiscard]] const GpgSubkey* SigningPart(const GpgKey& key);

// Those whose secret half is here; `patterns` are fingerprints, empty means all.
[[nodiscard]] base::Result<std::vector<GpgKey>> SecretKeys(std::span<const std::string> patterns = {});

// Every public key that one of the names fits.
[[nodiscard]] base::Result<std::vector<GpgKey>> PublicKeys(std::span<const std::string> names);

// The one public key that is named by a fingerprint, a key id or a mail address, and that can be encrypted to. None,
// more than one, expired, revoked, without an encryption key: an Error each.
[[nodiscard]] base::Result<GpgKey> FindRecipient(const std::string& name);

// An OpenPGP message in binary. `fingerprint` says whom it is for; whether that is whom one means is for him to know
// who named it: GPG's web of trust is not asked.
[[nodiscard]] base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret);
// Wrong passphrase, cancelled, no agent, no way to ask, no secret key, a broken message: an Error each.
[[nodiscard]] base::Result<base::SecretString> Unwrap(std::string_view wrapped);

}  // namespace gatehouse::dotenv

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
  bool secret_here = false;           // of a key that was asked for as a secret one: more than a stub is here
  std::optional<base::Wall> expires;  // empty: never
};
struct GpgKey {
  std::string fingerprint;  // of the primary key
  std::string user;         // its first user id: comes from outside, is no proof of anything
  bool expired = false;
  bool unusable = false;
  std::vector<GpgSubkey> subkeys;      // the primary key is the first
  std::vector<std::string> addresses;  // of its user ids that are not revoked, in lower case
};

// The newest part of the key that may be encrypted to (or sign) now; nullptr: there is none. GPG chooses so, too.
[[nodiscard]] const GpgSubkey* EncryptionPart(const GpgKey& key);
[[nodiscard]] const GpgSubkey* SigningPart(const GpgKey& key);

// Whether the fingerprint, with or without a '!' behind it, is that of the key or of a part of it.
[[nodiscard]] bool HasPart(const GpgKey& key, std::string_view fingerprint);

// Those whose secret half is here, whole or in part; `patterns` are fingerprints, empty means all.
[[nodiscard]] base::Result<std::vector<GpgKey>> SecretKeys(std::span<const std::string> patterns = {});
[[nodiscard]] base::Result<std::vector<GpgKey>> PublicKeys(std::span<const std::string> fingerprints);

// Every key that the name means (key_name.h), whatever its state.
[[nodiscard]] base::Result<std::vector<GpgKey>> PublicKeysNamed(const std::string& name);
[[nodiscard]] base::Result<std::vector<GpgKey>> SecretKeysNamed(const std::string& name);

struct Recipient {
  GpgKey key;
  std::string fingerprint;  // what the file says: the key's, or "FINGERPRINT!" where one part of it was named
};
// The one key that the name means and that can be encrypted to; those that cannot are not rivals. None, more than one,
// expired, revoked, without an encryption key: an Error each.
[[nodiscard]] base::Result<Recipient> FindRecipient(const std::string& name);

// An OpenPGP message in binary. `fingerprint` says whom it is for, "FINGERPRINT!" which part of a key; whether that is
// whom one means is for him to know who named it: GPG's web of trust is not asked.
[[nodiscard]] base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret);
// The public key in binary, without the signatures of others.
[[nodiscard]] base::Result<std::string> Export(const std::string& fingerprint);
// Wrong passphrase, cancelled, no agent, no way to ask, no secret key, a broken message: an Error each.
[[nodiscard]] base::Result<base::SecretString> Unwrap(std::string_view wrapped);

}  // namespace gatehouse::dotenv

// GPG through GPGME (its only user): finds keys, and wraps a short secret for one of them.
// GPG's own agent asks for passphrases; this code never sees them. Shown by tests/dotenv/test_env_gpg.py against real
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
  bool secret_here = false;           // only for keys requested as secret: the secret part itself is here, not a stub
  bool on_card = false;               // the secret part is on a smartcard
  std::optional<base::Wall> expires;  // empty: never
};
struct GpgKey {
  std::string fingerprint;  // of the primary key
  std::string user;         // its first user id: set by the key's owner, proves nothing
  bool expired = false;
  bool unusable = false;
  std::vector<GpgSubkey> subkeys;      // the first one is the primary key
  std::vector<std::string> addresses;  // from its valid user ids, in lower case
};

// The newest subkey that may be used now for encryption (or signing), as GPG chooses; nullptr if there is none.
[[nodiscard]] const GpgSubkey* EncryptionPart(const GpgKey& key);
[[nodiscard]] const GpgSubkey* SigningPart(const GpgKey& key);

// Whether the fingerprint, with or without a trailing '!', belongs to the key or to one of its subkeys.
[[nodiscard]] bool HasPart(const GpgKey& key, std::string_view fingerprint);

// Keys whose secret half is available, at least in part; `patterns` are fingerprints, empty means all.
[[nodiscard]] base::Result<std::vector<GpgKey>> SecretKeys(std::span<const std::string> patterns = {});
[[nodiscard]] base::Result<std::vector<GpgKey>> PublicKeys(std::span<const std::string> fingerprints);

// Every key that matches the name (key_name.h), whatever its state.
[[nodiscard]] base::Result<std::vector<GpgKey>> PublicKeysNamed(const std::string& name);
[[nodiscard]] base::Result<std::vector<GpgKey>> SecretKeysNamed(const std::string& name);

struct Recipient {
  GpgKey key;
  std::string fingerprint;  // as written in the file: the key's, or "FINGERPRINT!" if one subkey was named
};
// The one key that matches the name and can be encrypted to; keys that cannot are ignored if another can. An Error if
// there is none or more than one, or if it is expired, revoked or without an encryption key.
[[nodiscard]] base::Result<Recipient> FindRecipient(const std::string& name);

// An OpenPGP message in binary. `fingerprint` names the recipient, "FINGERPRINT!" one subkey. The caller must know that
// the key is the right person's: GPG's web of trust is not consulted.
[[nodiscard]] base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret);
// The public key in binary, without third-party signatures.
[[nodiscard]] base::Result<std::string> Export(const std::string& fingerprint);
// An Error if the passphrase is wrong, entry is cancelled or impossible, or agent, key or a valid message is missing.
// With `ask` false, a key opens only if it has no passphrase, or its agent still knows it.
[[nodiscard]] base::Result<base::SecretString> Unwrap(std::string_view wrapped, bool ask = true);

}  // namespace gatehouse::dotenv

// The daemon's signing keys: prepared → active → retired, with sealed private keys. At most one key per use is
// active; a database constraint ensures that. Tests: store_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

enum class KeyUse : uint8_t { kRegistry, kSession };
[[nodiscard]] std::string_view Name(KeyUse use);  // "registry" "session"
enum class KeyState : uint8_t { kPrepared, kActive, kRetired };
[[nodiscard]] std::string_view Name(KeyState state);  // "prepared" "active" "retired"

struct SigningKey {
  std::string kid;
  KeyUse use = KeyUse::kRegistry;
  KeyState state = KeyState::kPrepared;
  std::string algorithm;       // "RS256" "ES256"
  std::string sealed_private;  // Sealer, context = kid
  std::string public_jwk;
  base::Wall created{};
  std::optional<base::Wall> published;     // first written to the gate's file; empty: not published yet
  std::optional<base::Wall> active_since;  // start of signing
  std::optional<base::Wall> retired_at;    // end of signing
  std::optional<base::Wall> ends;          // for a retired key: published until its last token has expired

  friend bool operator==(const SigningKey&, const SigningKey&) = default;
};

[[nodiscard]] std::vector<SigningKey> SigningKeysOf(Transaction& transaction, KeyUse use);  // oldest first
void AddSigningKey(Transaction& transaction, const SigningKey& key);
void MarkPublished(Transaction& transaction, const std::string& kid,
                   base::Wall now);  // only the first call has an effect
// Makes `kid` the active key; retires the previous one, which is published until `old_ends`. Returns false if `kid` is
// not a prepared and published key.
[[nodiscard]] bool ActivateSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now,
                                      base::Wall old_ends);
// Retires a key in any state; it is published until `ends`. A time in the past withdraws it at once.
[[nodiscard]] bool RetireSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now,
                                    base::Wall ends);
// Deletes retired keys whose end has passed, with their private keys. Returns their ids.
[[nodiscard]] std::vector<std::string> DropEndedKeys(Transaction& transaction, KeyUse use, base::Wall now);

}  // namespace gatehouse::store

// The keys that the daemon signs with: prepared → active → retired, private halves sealed. At most one key of a use is
// active; the database itself holds that. Shown by store_test.cc.
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
  std::optional<base::Wall> published;     // first written where the gate reads it; empty: nobody can know it yet
  std::optional<base::Wall> active_since;  // signs from then on
  std::optional<base::Wall> retired_at;    // signs no more
  std::optional<base::Wall> ends;          // of a retired key: served until then, when its last token is dead

  friend bool operator==(const SigningKey&, const SigningKey&) = default;
};

[[nodiscard]] std::vector<SigningKey> SigningKeysOf(Transaction& transaction, KeyUse use);  // oldest first
void AddSigningKey(Transaction& transaction, const SigningKey& key);
void MarkPublished(Transaction& transaction, const std::string& kid,
                   base::Wall now);  // once: a second time changes nothing
// `kid` becomes the active one; the one before is retired and served until `old_ends`. False where `kid` is not a
// prepared key that was published.
[[nodiscard]] bool ActivateSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now,
                                      base::Wall old_ends);
// Retires a key in whatever state it is, served until `ends`; an end in the past takes it out of service at once.
[[nodiscard]] bool RetireSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now,
                                    base::Wall ends);
// Deletes the retired keys whose end has come, private halves and all. Returns their ids.
[[nodiscard]] std::vector<std::string> DropEndedKeys(Transaction& transaction, KeyUse use, base::Wall now);

}  // namespace gatehouse::store

// People who log in: name, password hash, roles, second factor. Tests: people_store_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

enum class UserState : uint8_t { kActive, kDisabled };
[[nodiscard]] std::string_view Name(UserState state);  // "active" "disabled"

struct User {
  std::string id;             // never reused for another account
  std::string name;           // in lower case, for comparison
  std::string password_hash;  // argon2id, or an imported bcrypt hash
  std::vector<std::string> roles;
  UserState state = UserState::kActive;
  std::optional<std::string> sealed_totp;  // Sealer; empty: no second factor
  int64_t totp_last_step = 0;              // the last used step; it and all earlier ones are spent
  base::Wall created{};
  base::Wall changed{};
  base::Wall password_changed{};

  friend bool operator==(const User&, const User&) = default;
};

[[nodiscard]] bool AddUser(Transaction& transaction, const User& user);  // returns false if the name is taken
[[nodiscard]] std::optional<User> FindUser(Transaction& transaction, const std::string& name);
[[nodiscard]] std::optional<User> FindUserById(Transaction& transaction, const std::string& id);
[[nodiscard]] std::vector<User> AllUsers(Transaction& transaction);  // by name
void SetUserAccess(Transaction& transaction, const std::string& id, UserState state,
                   const std::vector<std::string>& roles, base::Wall now);
void SetUserPassword(Transaction& transaction, const std::string& id, const std::string& hash, base::Wall now);
// Replaces the hash of an unchanged password. Returns false if the hash was changed meanwhile.
[[nodiscard]] bool RenewUserHash(Transaction& transaction, const std::string& id, const std::string& old_hash,
                                 const std::string& new_hash);
// Empty removes the second factor. `step`: the one that confirmed it.
void SetUserTotp(Transaction& transaction, const std::string& id, const std::optional<std::string>& sealed,
                 int64_t step, base::Wall now);
// Marks a step as spent. Returns false if it or a later one was spent before.
[[nodiscard]] bool SpendTotpStep(Transaction& transaction, const std::string& id, int64_t step);

}  // namespace gatehouse::store

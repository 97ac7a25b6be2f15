#include "control/people/accounts.h"

#include <algorithm>

#include "control/people/names.h"
#include "control/store/known_addresses.h"

namespace gatehouse::people {
namespace {

std::function<void(store::Transaction&)> Access(const store::User& user, store::UserState state,
                                                const std::vector<std::string>& roles, base::Wall now) {
  return [&user, state, &roles, now](store::Transaction& transaction) {
    store::SetUserAccess(transaction, user.id, state, roles, now);
  };
}

}  // namespace

base::Result<> Accounts::Begin(const std::string& breached) {
  if (!breached.empty()) {
    auto list = passwords::BreachedList::Open(breached);
    if (!list) return std::unexpected(list.error());
    breached_ = *std::move(list);
  }
  const auto users = All();
  if (!users) return std::unexpected(users.error());
  for (const store::User& user : *users) verifier_.Learn(user.password_hash);
  return {};
}

base::Result<Accounts::Check> Accounts::Open(std::string_view typed_name, const base::SecretString& password) {
  std::optional<store::User> user;
  if (const auto name = UserName(typed_name)) {
    auto found = Find(*name);
    if (!found) return std::unexpected(found.error());
    user = *std::move(found);
  }
  const auto verdict =
      verifier_.Verify(password.Reveal(), user ? std::optional<std::string_view>(user->password_hash) : std::nullopt);
  Check check;
  if (!user) {
    check.why = "no such account";
    return check;
  }
  check.known_as = user->name;
  if (!verdict.matches) {
    check.why = "wrong password";
  } else if (user->state != store::UserState::kActive) {
    check.why = "the account is disabled";
  } else {
    if (verdict.outdated) Renew(*user, password);
    check.opened = std::move(user);
  }
  return check;
}

// If the hash cannot be renewed, the login still succeeds, and the next one tries again.
void Accounts::Renew(store::User& user, const base::SecretString& password) {
  const auto hash = Hash(password);
  if (!hash) return;
  const auto renewed = database_.Write([&](store::Transaction& transaction) {
    return store::RenewUserHash(transaction, user.id, user.password_hash, *hash);
  });
  if (renewed && *renewed) user.password_hash = *hash;
}

void Accounts::ForgetBcryptIfGone() {
  if (!verifier_.knows_bcrypt()) return;
  const auto users = All();
  const auto is_bcrypt = [](const store::User& user) {
    return passwords::KindOf(user.password_hash).bcrypt.has_value();
  };
  if (users && std::ranges::none_of(*users, is_bcrypt)) verifier_.ForgetBcrypt();
}

base::Result<passwords::PolicyVerdict> Accounts::Judge(const base::SecretString& password,
                                                       std::string_view name) const {
  return passwords::CheckPassword(password.Reveal(), name, {.breached = breached_ ? &*breached_ : nullptr});
}

base::Result<std::string> Accounts::Hash(const base::SecretString& password) {
  return passwords::HashPassword(password.Reveal(), verifier_.cost());
}

base::Result<bool> Accounts::Add(store::User user) {
  // Before anyone can try the password, and again in case ForgetBcryptIfGone ran before the row existed.
  verifier_.Learn(user.password_hash);
  const auto added =
      database_.Write([&](store::Transaction& transaction) { return store::AddUser(transaction, user); });
  if (!added) return std::unexpected(added.error());
  verifier_.Learn(user.password_hash);
  return added;
}

base::Result<bool> Accounts::ChangeAndEnd(const store::User& user, std::string_view reason, base::Wall now,
                                          const std::function<void(store::Transaction&)>& change) {
  // As always, the gate is told first: a failing database must not keep an ended session alive.
  const bool ahead = book_.EndAtGate(user.name, user.id, {}, reason, now).has_value();
  // The sessions that it ended; nothing, without any change, if the account was replaced meanwhile.
  auto ended = database_.Write([&](store::Transaction& transaction) -> std::optional<std::vector<store::Session>> {
    const auto current = store::FindUserById(transaction, user.id);
    const bool unchanged = current && current->password_changed == user.password_changed &&
                           current->sealed_totp == user.sealed_totp && current->state == user.state &&
                           current->roles == user.roles;
    if (!unchanged) return std::nullopt;
    change(transaction);
    return store::EndSessionsOf(transaction, user.id, now);
  });
  if (!ended) {
    base::Error error = ended.error();
    if (ahead) error.what = "The sessions have ended, but nothing else could be changed: " + error.what;
    return std::unexpected(std::move(error));
  }
  const bool done = ended->has_value();
  if (auto told = book_.Tell(user, std::move(*ended).value_or(std::vector<store::Session>()), reason, now); !told) {
    base::Error error = told.error();
    error.what =
        "The change is stored, but the gate could not be told and still accepts the old sessions: " + error.what;
    return std::unexpected(std::move(error));
  }
  return done;
}

base::Result<bool> Accounts::SetPassword(const store::User& user, const std::string& hash, std::string_view reason,
                                         base::Wall now) {
  verifier_.Learn(hash);
  return ChangeAndEnd(user, reason, now, [&](store::Transaction& transaction) {
    store::SetUserPassword(transaction, user.id, hash, now);
    // Another person may have used the old password from these addresses.
    store::ForgetKnownAddressesOf(transaction, user.id);
  });
}

base::Result<bool> Accounts::SetAccess(const store::User& user, store::UserState state,
                                       const std::vector<std::string>& roles, std::string_view reason, base::Wall now) {
  const bool disable = state == store::UserState::kDisabled;
  // This order replaces an earlier one to disable, even if it cannot be written.
  if (!disable) book_.ForgetDisabled(user.name, now);
  auto changed = ChangeAndEnd(user, reason, now, Access(user, state, roles, now));
  if (!changed && disable && user.state != state) return KeepDisable(user.name, changed.error(), now);
  if (changed && disable) book_.ForgetDisabled(user.name, now);
  return changed;
}

std::unexpected<base::Error> Accounts::KeepDisable(const std::string& name, base::Error error, base::Wall now) {
  if (book_.DisableAtGate(name, now)) {
    error.what =
        "The gate does not accept the old sessions any more, but the change could not be stored: " + error.what;
    error.fix = "the account is disabled automatically as soon as the database works";
  }
  return std::unexpected(std::move(error));
}

void Accounts::DisableTheRest(base::Wall now) {
  (void)book_.SettleDisabled(now, [&](const std::string& name) -> base::Result<> {
    const auto user = Find(name);
    if (!user) return std::unexpected(user.error());
    if (!*user || (*user)->state == store::UserState::kDisabled) return {};
    const auto changed =
        ChangeAndEnd(**user, "account disabled", now, Access(**user, store::UserState::kDisabled, (*user)->roles, now));
    if (!changed) return std::unexpected(changed.error());
    if (!*changed) return base::Fail("The account has changed meanwhile", name);
    return {};
  });
}

base::Result<bool> Accounts::SetTotp(const store::User& user, const std::optional<std::string>& sealed, int64_t step,
                                     std::string_view reason, base::Wall now) {
  return ChangeAndEnd(user, reason, now, [&](store::Transaction& transaction) {
    store::SetUserTotp(transaction, user.id, sealed, step, now);
  });
}

base::Result<std::optional<store::User>> Accounts::Find(const std::string& name) {
  return database_.Read([&](store::Transaction& transaction) { return store::FindUser(transaction, name); });
}

base::Result<std::vector<store::User>> Accounts::All() {
  return database_.Read([&](store::Transaction& transaction) { return store::AllUsers(transaction); });
}

}  // namespace gatehouse::people

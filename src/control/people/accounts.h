// Accounts and passwords (row A10): verifies name and password, checks new passwords, and ends
// sessions after a change. Tests: accounts_test.cc, account_test.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "control/people/session_book.h"
#include "control/store/database.h"
#include "control/store/users.h"
#include "passwords/breached.h"
#include "passwords/policy.h"
#include "passwords/verifier.h"

namespace gatehouse::people {

class Accounts {
 public:
  Accounts(store::Database& database, SessionBook& book, const passwords::HashCost& cost)
      : database_(database), book_(book), verifier_(cost) {}

  // `breached`: the path of a list of breached passwords, or empty.
  [[nodiscard]] base::Result<> Begin(const std::string& breached);

  struct Check {
    std::optional<store::User> opened;  // the account, if the password is right and it is not disabled
    std::string_view why;               // if not: the reason, only for the log
    std::string known_as;               // the name, if there is such an account
  };
  // Takes the same time for every result. Renews an outdated hash.
  [[nodiscard]] base::Result<Check> Open(std::string_view typed_name, const base::SecretString& password);

  [[nodiscard]] base::Result<passwords::PolicyVerdict> Judge(const base::SecretString& password,
                                                             std::string_view name) const;
  [[nodiscard]] base::Result<std::string> Hash(const base::SecretString& password);

  // Returns false if the name is taken. The hash may be an imported bcrypt hash.
  [[nodiscard]] base::Result<bool> Add(store::User user);
  // Each of these ends all sessions of the account. Returns false if the account was replaced since `user` was read.
  [[nodiscard]] base::Result<bool> SetPassword(const store::User& user, const std::string& hash,
                                               std::string_view reason, base::Wall now);
  [[nodiscard]] base::Result<bool> SetAccess(const store::User& user, store::UserState state,
                                             const std::vector<std::string>& roles, std::string_view reason,
                                             base::Wall now);
  [[nodiscard]] base::Result<bool> SetTotp(const store::User& user, const std::optional<std::string>& sealed,
                                           int64_t step, std::string_view reason, base::Wall now);

  // The error of an order to disable if the database fails, extended by what happens next: the gate keeps it,
  // and DisableTheRest executes it.
  [[nodiscard]] std::unexpected<base::Error> KeepDisable(const std::string& name, base::Error error, base::Wall now);
  void DisableTheRest(base::Wall now);

  [[nodiscard]] base::Result<std::optional<store::User>> Find(const std::string& name);
  [[nodiscard]] base::Result<std::vector<store::User>> All();
  // Logins become cheaper after the last old hash is renewed.
  void ForgetBcryptIfGone();

 private:
  base::Result<bool> ChangeAndEnd(const store::User& user, std::string_view reason, base::Wall now,
                                  const std::function<void(store::Transaction&)>& change);
  void Renew(store::User& user, const base::SecretString& password);

  store::Database& database_;
  SessionBook& book_;
  passwords::Verifier verifier_;
  std::optional<passwords::BreachedList> breached_;
};

}  // namespace gatehouse::people

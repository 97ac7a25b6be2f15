// The user as which the daemon runs. Only root can choose one; otherwise it is the user who starts it. Tests:
// account_test.cc, tests/control/test_daemon.py.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::control {

struct Account {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;

  friend bool operator==(const Account&, const Account&) = default;
};

struct Accounts {
  std::optional<Account> daemon;   // the user to switch to; empty: no switch
  std::optional<Account> workers;  // reads the public files and connects to the gate's socket; empty: the same user
};
// Accounts from `control.user` and `user` if root starts the daemon. In production, root as that user is refused.
[[nodiscard]] base::Result<Accounts> AccountsFor(const gate::Policy& policy);

// Switches to the account permanently, with only its groups.
[[nodiscard]] base::Result<> Become(const Account& account);

}  // namespace gatehouse::control

// The user that the daemon runs as. Only root can choose; otherwise it is the user who starts it. Shown by
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
  std::optional<Account> daemon;   // whom to become; empty: nobody else
  std::optional<Account> workers;  // who reads the public files and connects to the gate's socket; empty: the same
};
// By `control.user` and `user` where root starts the daemon. Root itself is refused in production.
[[nodiscard]] base::Result<Accounts> AccountsFor(const gate::Policy& policy);

// For good, with its groups and no others.
[[nodiscard]] base::Result<> Become(const Account& account);

}  // namespace gatehouse::control

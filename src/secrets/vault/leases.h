// Leases of Vault's dynamic secrets while a program uses them: renewed in a thread of their own and
// revoked at the end. A lease that is close to its maximum life, or that Vault does not renew, is no longer
// returned: a program that asks again gets a new secret. Shown by
// tests/secrets/test_vault_leases.py.
#pragma once

#include <chrono>
#include <condition_variable>
#include <expected>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct VaultLease {
  std::string id;
  std::string name_space;
  std::string name;  // "database/creds/app", for messages
  std::chrono::seconds life{0};
  bool renewable = false;
};

class VaultLeases {
 public:
  struct Calls {
    // Renews a lease and returns its remaining life. kDenied, kAbsent, kMisused: it cannot be renewed again.
    std::function<std::expected<std::chrono::seconds, ProviderError>(const VaultLease& lease)> renew;
    std::function<void(const VaultLease& lease)> revoke;
    std::function<void(const std::string& words)> tell;
    std::function<base::Wall()> clock;
  };
  // `replaced`: the program will ask again and use new values, so no warning about an expiry is needed.
  VaultLeases(Calls calls, bool replaced);
  ~VaultLeases();  // revokes all leases
  VaultLeases(const VaultLeases&) = delete;
  VaultLeases& operator=(const VaultLeases&) = delete;

  // The value of `key` while its lease has more than a fifth of its life left.
  [[nodiscard]] std::optional<Fetched> Find(const std::string& key);
  void Take(const std::string& key, VaultLease lease, const Fetched& value);
  [[nodiscard]] bool empty();

 private:
  struct Held {
    VaultLease lease;
    base::SecretString value;
    base::Wall ends;
    base::Wall act_at;     // when to renew, or, if it is not renewed, when to warn that it ends
    bool is_last = false;  // it will not be renewed
  };
  void Watch(const std::stop_token& stop);
  void ActOn(const std::string& key);
  void EndWith(Held& held, const std::string& why) const;  // stops renewing it
  void Plan(Held& held, std::chrono::seconds life, base::Wall now) const;

  const Calls calls_;
  const bool replaced_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::string, Held> held_;  // by key
  bool has_new_ = false;              // since the thread last looked
  std::vector<VaultLease> replaced_leases_;
  std::jthread thread_;  // started with the first lease
};

}  // namespace gatehouse::secrets

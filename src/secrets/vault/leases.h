// Dynamic secrets of Vault while somebody holds them: each has a lease, which is renewed in a thread of its own and
// revoked at the end. A lease that stands before its longest life, or that Vault does not renew, is no longer given
// out: a program that asks again gets a new secret. Shown by
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
  std::string name;  // "database/creds/app", for what a person is told
  std::chrono::seconds life{0};
  bool renewable = false;
};

class VaultLeases {
 public:
  struct Calls {
    // How long the lease lives from now on. kDenied, kAbsent, kMisused: never again.
    std::function<std::expected<std::chrono::seconds, ProviderError>(const VaultLease& lease)> renew;
    std::function<void(const VaultLease& lease)> revoke;
    std::function<void(const std::string& words)> tell;
    std::function<base::Wall()> clock;
  };
  // `replaced`: the program that holds them asks again and takes what is new, so that nobody need be told of an end.
  VaultLeases(Calls calls, bool replaced);
  ~VaultLeases();  // revokes them all
  VaultLeases(const VaultLeases&) = delete;
  VaultLeases& operator=(const VaultLeases&) = delete;

  // The value of `key` while its lease is good for more than its last fifth.
  [[nodiscard]] std::optional<Fetched> Find(const std::string& key);
  void Take(const std::string& key, VaultLease lease, const Fetched& value);
  [[nodiscard]] bool empty();

 private:
  struct Held {
    VaultLease lease;
    base::SecretString value;
    base::Wall ends;
    base::Wall act_at;     // renew then; or, where it is not renewed, say that it ends
    bool is_last = false;  // it will not be renewed
  };
  void Watch(const std::stop_token& stop);
  void ActOn(const std::string& key);
  void EndWith(Held& held, const std::string& why) const;  // it is not renewed any more
  void Plan(Held& held, std::chrono::seconds life, base::Wall now) const;

  const Calls calls_;
  const bool replaced_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::string, Held> held_;  // by key
  bool has_new_ = false;              // since the thread has looked
  std::vector<VaultLease> replaced_leases_;
  std::jthread thread_;  // from the first lease on
};

}  // namespace gatehouse::secrets

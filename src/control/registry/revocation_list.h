// Revocations: in the database for ever, in the gate's mapped table for the next request. The database is written
// first; what a crash left out of the table, Begin puts there. Shown by trust_admin_test.cc.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "control/registry/registry.h"
#include "control/store/revocations.h"

namespace gatehouse::control {

class RevocationList {
 public:
  explicit RevocationList(const RegistryContext& context) : context_(context) {}

  // In force when this returns without an Error, at every worker.
  [[nodiscard]] base::Result<> Revoke(const StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<bool> Unrevoke(const std::string& what, const std::string& issuer,
                                            const std::string& value);
  [[nodiscard]] base::Result<std::vector<StoredRevocation>> List() const;

  // Every revocation of the database into the gate's table; afterwards only what has changed there since, which is what
  // other nodes of the same database have done. Forgets the expired ones.
  [[nodiscard]] base::Result<> Refresh(base::Wall now);

  // For whoever writes the database in a transaction of its own, and tells the gate what came of it: held over both, so
  // that two such changes can't reach the gate in another order than the database.
  [[nodiscard]] std::unique_lock<std::mutex> Hold() { return std::unique_lock(mutex_); }
  [[nodiscard]] base::Result<> TellGate(const StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<> TellGateNoMore(const StoredRevocation& revocation);

 private:
  RegistryContext context_;
  using Key = std::tuple<std::string, std::string, std::string>;  // what, issuer, value
  std::mutex mutex_;                                              // one change at a time
  std::map<Key, StoredRevocation> told_;                          // as the last Refresh found them
};

// "jti" → kTokenId; empty for any other word.
[[nodiscard]] std::optional<state::Revoked> RevokedNamed(std::string_view name);

}  // namespace gatehouse::control

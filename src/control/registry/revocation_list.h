// Revocations: in the database for ever, in the gate's mapped table for the next request. The gate is told first, so
// that a database that is full, locked or failing keeps no revocation from it; success is said when both have it. What
// the gate could not be told (its table was full) is told again until it holds, at the daemon's start too. Shown by
// trust_admin_test.cc, tests/attacks/test_revocation_flood.py.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "control/registry/registry.h"
#include "control/store/revocations.h"

namespace gatehouse::registry {

inline constexpr std::string_view kRevokedByClient = "revoked by the client itself";

class RevocationList {
 public:
  explicit RevocationList(const RegistryContext& context) : context_(context) {}

  // In force when this returns without an Error, at every worker, and for good. An Error says which of the two failed.
  [[nodiscard]] base::Result<> Revoke(const store::StoredRevocation& revocation, base::Wall now);
  // The same for what a client takes back itself. False, and nothing is changed, where the gate has no room for it.
  [[nodiscard]] base::Result<bool> RevokeIfRoom(const store::StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<bool> Unrevoke(const std::string& what, const std::string& issuer,
                                            const std::string& value);
  [[nodiscard]] base::Result<std::vector<store::StoredRevocation>> List() const;
  [[nodiscard]] base::Result<int64_t> CountBy(const std::string& client, base::Wall now) const;

  // Every revocation of the database into the gate's table; afterwards only what has changed there since, which is what
  // other nodes of the same database have done. Forgets what ended at or before `forget`. An Error is the database's: a
  // table that is full is a critical event, and tried again (Behind).
  [[nodiscard]] base::Result<> Refresh(base::Wall now, base::Wall forget);
  // Whether the gate lacks something that the database has.
  [[nodiscard]] bool Behind();
  // Whether the gate was told something that the database may lack.
  [[nodiscard]] bool MayBeUnwritten();
  // Writes it down. `carry_out` is asked first, under Hold: it says whether the order is done, or is a plain
  // revocation.
  using CarryOut = std::function<base::Result<bool>(const store::StoredRevocation& order)>;
  [[nodiscard]] base::Result<> WriteUnwritten(base::Wall now, const CarryOut& carry_out);

  // For callers that write the database in their own transaction, and tells the gate what came of it: held over both,
  // so that two such changes can't reach the gate in another order than the database. TellAhead comes before the
  // transaction, the other two after it. What was told ahead and not afterwards is unwritten.
  [[nodiscard]] std::unique_lock<std::mutex> Hold() { return std::unique_lock(mutex_); }
  [[nodiscard]] base::Result<> TellAhead(const store::StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<> TellGate(const store::StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<> TellGateNoMore(const store::StoredRevocation& revocation);

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // what, issuer, value
  [[nodiscard]] static Key KeyOf(const store::StoredRevocation& revocation);
  [[nodiscard]] base::Result<> Tell(const store::StoredRevocation& revocation, std::string reason, base::Wall now);
  [[nodiscard]] std::vector<store::StoredRevocation> ListUnwritten(base::Wall now);
  [[nodiscard]] base::Result<> Store(const store::StoredRevocation& revocation);
  void TellFault(const base::Error& fault, base::Wall now);

  RegistryContext context_;
  std::mutex mutex_;                             // one change at a time; of all below
  std::map<Key, store::StoredRevocation> told_;  // what the gate has of what the database has, as far as we know
  bool behind_ = false;
  bool may_be_unwritten_ = true;  // an earlier run of the daemon may have left something
  std::optional<base::Wall> fault_told_at_;
};

// The database's error, where the gate has been told already.
[[nodiscard]] base::Error OnlyAtTheGate(base::Error error);

// "jti" → kTokenId; empty for any other word.
[[nodiscard]] std::optional<state::Revoked> RevokedNamed(std::string_view name);

}  // namespace gatehouse::registry

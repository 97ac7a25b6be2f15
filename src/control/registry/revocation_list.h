// Revocations: permanent in the database, effective in the gate's mapped table. The gate is told first, so
// that a full, locked or failing database delays no revocation. Success means that both have it. If
// the gate's table was full, the daemon tries again until it succeeds, also after a restart. Tests:
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

  // Without an Error, the revocation is permanent and in force in all workers. An Error says which of the two failed.
  [[nodiscard]] base::Result<> Revoke(const store::StoredRevocation& revocation, base::Wall now);
  // The same for a client's own revocation. Returns false, without any change, if the gate has no room for it.
  [[nodiscard]] base::Result<bool> RevokeIfRoom(const store::StoredRevocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<bool> Unrevoke(const std::string& what, const std::string& issuer,
                                            const std::string& value);
  [[nodiscard]] base::Result<std::vector<store::StoredRevocation>> List() const;
  [[nodiscard]] base::Result<int64_t> CountBy(const std::string& client, base::Wall now) const;

  // Copies all revocations of the database to the gate's table; later calls copy only changes, which come from
  // other daemons with the same database. Deletes those that ended at or before `forget`. An Error is the database's. A
  // full table is a critical event instead, and is tried again (Behind).
  [[nodiscard]] base::Result<> Refresh(base::Wall now, base::Wall forget);
  // True if the gate lacks entries of the database.
  [[nodiscard]] bool Behind();
  // True if the gate may have entries that the database lacks.
  [[nodiscard]] bool MayBeUnwritten();
  // Writes these entries. Calls `carry_out` first, under Hold: true: it executed the order, false: this is a plain
  // revocation.
  using CarryOut = std::function<base::Result<bool>(const store::StoredRevocation& order)>;
  [[nodiscard]] base::Result<> WriteUnwritten(base::Wall now, const CarryOut& carry_out);

  // For callers that write the database in their own transaction and then tell the gate: hold the lock for both,
  // so that two changes reach the gate in the same order as the database. Call TellAhead before the
  // transaction and one of the other two after it. An entry that was only told ahead counts as unwritten.
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
  std::mutex mutex_;                             // serializes changes; guards all members below
  std::map<Key, store::StoredRevocation> told_;  // entries of the database that the gate has
  bool behind_ = false;
  bool may_be_unwritten_ = true;  // an earlier run of the daemon may have left entries
  std::optional<base::Wall> fault_told_at_;
};

// The database's error, extended by the fact that the gate has the change.
[[nodiscard]] base::Error OnlyAtTheGate(base::Error error);

// "jti" → kTokenId etc.; nothing for an unknown word.
[[nodiscard]] std::optional<state::Revoked> RevokedNamed(std::string_view name);

}  // namespace gatehouse::registry

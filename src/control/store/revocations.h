// The stored revocations: the gate's mapped table is filled from them. Shown by store_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

struct StoredRevocation {
  std::string what;    // "jti" "subject" "key", as state::Name(Revoked) has them
  std::string issuer;  // empty: any issuer
  std::string value;
  std::optional<base::Wall> issued_before;
  std::string reason;
  base::Wall since{};
  std::optional<base::Wall> expires;
  std::string client = {};  // the subject of the client that revoked a token of its own; empty: an operator did

  friend bool operator==(const StoredRevocation&, const StoredRevocation&) = default;
};

[[nodiscard]] std::vector<StoredRevocation> AllRevocations(Transaction& transaction);  // oldest first
void PutRevocation(Transaction& transaction, const StoredRevocation& revocation);      // adds, or replaces
[[nodiscard]] bool RemoveRevocation(Transaction& transaction, const std::string& what, const std::string& issuer,
                                    const std::string& value);
// How many such entries a client has that have not expired.
[[nodiscard]] int64_t CountRevocationsBy(Transaction& transaction, const std::string& client, base::Wall now);
void ForgetRevocations(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store

// The stored revocations, from which the gate's mapped table is filled. Tests: store_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

struct StoredRevocation {
  std::string what;    // "jti" "subject" "key", from state::Name(Revoked)
  std::string issuer;  // empty: any issuer
  std::string value;
  std::optional<base::Wall> issued_before;
  std::string reason;
  base::Wall since{};
  std::optional<base::Wall> expires;
  std::string client = {};  // the client that revoked its own token, by subject; empty: an operator

  friend bool operator==(const StoredRevocation&, const StoredRevocation&) = default;
};

[[nodiscard]] std::vector<StoredRevocation> AllRevocations(Transaction& transaction);  // oldest first
void PutRevocation(Transaction& transaction, const StoredRevocation& revocation);      // adds, or replaces
[[nodiscard]] bool RemoveRevocation(Transaction& transaction, const std::string& what, const std::string& issuer,
                                    const std::string& value);
// Number of a client's own entries that have not expired.
[[nodiscard]] int64_t CountRevocationsBy(Transaction& transaction, const std::string& client, base::Wall now);
void ForgetRevocations(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store

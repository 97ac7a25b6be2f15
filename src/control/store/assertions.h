// Client assertions (RFC 7523) that were used: each is valid only once. Tests: store_test.cc.
#pragma once

#include <string>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

// Returns false if this `jti` of this issuer was used before.
[[nodiscard]] bool UseAssertion(Transaction& transaction, const std::string& issuer, const std::string& jti,
                                base::Wall expires);
void ForgetAssertions(Transaction& transaction, base::Wall now);  // deletes expired ones: they are refused anyway

}  // namespace gatehouse::store

// Client assertions (RFC 7523) that were shown already: each is good once. Shown by store_test.cc.
#pragma once

#include <string>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

// False where this `jti` of this issuer was used before.
[[nodiscard]] bool UseAssertion(Transaction& transaction, const std::string& issuer, const std::string& jti,
                                base::Wall expires);
void ForgetAssertions(Transaction& transaction, base::Wall now);  // the expired ones: they are refused for that

}  // namespace gatehouse::store

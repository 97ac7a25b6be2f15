// Recent addresses of logins per account (row A10): guesses from elsewhere cannot lock out the owner there.
// A limited number per account, each with an expiry. Tests: people_store_test.cc.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

inline constexpr int64_t kMaxKnownAddresses = 32;  // per account; a further one replaces the one that expires first

// Stores the address until `ends`; replaces an earlier entry.
void PutKnownAddress(Transaction& transaction, const std::string& user_id, const std::string& address, base::Wall ends);
[[nodiscard]] bool IsKnownAddress(Transaction& transaction, const std::string& user_name, const std::string& address,
                                  base::Wall now);
void ForgetKnownAddressesOf(Transaction& transaction, const std::string& user_id);
void ForgetKnownAddresses(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store

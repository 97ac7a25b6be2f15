// The addresses from which an account was used lately (row A10): attackers who guess cannot lock out the owner there.
// A bounded number for each account, each with its end. Shown by people_store_test.cc.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "control/store/transaction.h"

namespace gatehouse::store {

inline constexpr int64_t kMaxKnownAddresses = 32;  // of an account; one more forgets the one that would end first

// Known until `ends`, whatever was written before.
void PutKnownAddress(Transaction& transaction, const std::string& user_id, const std::string& address, base::Wall ends);
[[nodiscard]] bool IsKnownAddress(Transaction& transaction, const std::string& user_name, const std::string& address,
                                  base::Wall now);
void ForgetKnownAddressesOf(Transaction& transaction, const std::string& user_id);
void ForgetKnownAddresses(Transaction& transaction, base::Wall now);  // the expired ones

}  // namespace gatehouse::store

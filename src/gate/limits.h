// Taking places under the limits that a request meets: which ones apply when, and whose bucket it is (rows B11 A13
// C11).
#pragma once

#include <vector>

#include "gate/pipeline.h"

namespace gatehouse::gate {

// Limits by address are taken before the credential is looked at, all others after the access rules.
enum class ScopeOrder : uint8_t { kByAddress, kByIdentityAndRoute };

// Takes one place under each of the limits whose turn it is. If one refuses, the places already taken here are given
// back. The tightest limit met is left in Exchange::rate.
[[nodiscard]] Decision TakePlaces(const Guard& guard, Exchange& exchange, const std::vector<Limit>& limits,
                                  ScopeOrder order);

}  // namespace gatehouse::gate

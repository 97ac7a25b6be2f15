// Counts a request under its rate limits: which limits apply at which stage, and whose bucket is used (rows B11 A13
// C11).
#pragma once

#include <vector>

#include "gate/pipeline.h"

namespace gatehouse::gate {

// Limits by address are applied before the credential is checked, all others after the access rules.
enum class ScopeOrder : uint8_t { kByAddress, kByIdentityAndRoute };

// Counts the request under each limit of this scope order. If one refuses, the counts already made here are
// undone. The tightest limit is left in Exchange::rate.
[[nodiscard]] Decision TakePlaces(const Guard& guard, Exchange& exchange, const std::vector<Limit>& limits,
                                  ScopeOrder order);

}  // namespace gatehouse::gate

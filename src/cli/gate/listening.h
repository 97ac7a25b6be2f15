// Checks of the policy's listen addresses: free before the gate starts, reachable after it has started.
// Tests: listening_test.cc.
#pragma once

#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

// Returns an Error for the first address that cannot be bound: in use, not of this machine, or a port that needs
// privileges.
[[nodiscard]] base::Result<> CheckFree(const std::vector<gate::ListenAddress>& addresses);

// True if every address accepts a connection.
[[nodiscard]] bool AllAnswer(const std::vector<gate::ListenAddress>& addresses);

}  // namespace gatehouse::cli

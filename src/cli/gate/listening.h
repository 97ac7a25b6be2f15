// The policy's addresses seen from outside: free before the gate starts, answering once it has.
// Shown by listening_test.cc.
#pragma once

#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

// An Error for the first address that cannot be listened on: in use, not of this machine, or a port that needs
// privilege.
[[nodiscard]] base::Result<> CheckFree(const std::vector<gate::ListenAddress>& addresses);

// A connection can be made to every one of them.
[[nodiscard]] bool AllAnswer(const std::vector<gate::ListenAddress>& addresses);

}  // namespace gatehouse::cli

// Weaknesses of a valid policy, for `gatehouse check`: none of them keeps a gate from starting. Shown by
// warnings_test.cc.
#pragma once

#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// where: the route or key concerned. fix: what to write, or what to know.
[[nodiscard]] std::vector<base::Error> WarningsOf(const Policy& policy);

}  // namespace gatehouse::gate

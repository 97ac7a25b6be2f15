// What a good policy gives up, for `gatehouse check`: nothing here keeps a gate from starting. Shown by
// warnings_test.cc.
#pragma once

#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// where: the route or key that is meant. fix: what to write, or what to know.
[[nodiscard]] std::vector<base::Error> WarningsOf(const Policy& policy);

}  // namespace gatehouse::gate

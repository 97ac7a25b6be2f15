// Why the gate decided so, in words for the reader of an event: what the reason means, what usually brings it about,
// what can be done, what would have passed. Tests: explanation_test.cc, which walks the whole list of reasons.
#pragma once

#include <optional>
#include <string_view>

#include "gate/policy/policy.h"
#include "gate/request/reason.h"

namespace gatehouse::console {

struct Explanation {
  std::string_view stage;    // where in the gate it was decided
  std::string_view because;  // what it means
  std::string_view what_to_do;
  std::optional<gate::Rule> rule;  // by which the policy may switch it to observe
  std::string_view key;            // of the policy that decides it: one of the route's, or "/cors", one of the policy's
  std::string_view passes;         // what would have been let through
};
[[nodiscard]] Explanation Explain(gate::Reason reason);

}  // namespace gatehouse::console

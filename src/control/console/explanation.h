// Explains a decision to the reader of an event: what the reason means, its usual causes,
// what to do, what would have passed. Tests: explanation_test.cc, which walks the whole list of reasons.
#pragma once

#include <optional>
#include <string_view>

#include "gate/policy/policy.h"
#include "gate/request/reason.h"

namespace gatehouse::console {

struct Explanation {
  std::string_view stage;    // the stage of the gate that decided
  std::string_view because;  // what it means
  std::string_view what_to_do;
  std::optional<gate::Rule> rule;  // the rule's name for switching it to observe
  std::string_view key;            // the deciding key: of the route; with "/" ("/cors"), of the policy
  std::string_view passes;         // what would have passed
};
[[nodiscard]] Explanation Explain(gate::Reason reason);

}  // namespace gatehouse::console

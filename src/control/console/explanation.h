// Why the gate decided so, in words for the reader of an event: what the reason means, what usually brings it about,
// what can be done. Shown by explanation_test.cc, which walks the whole list of reasons.
#pragma once

#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::console {

struct Explanation {
  std::string_view stage;    // where in the gate it was decided
  std::string_view because;  // what it means
  std::string_view what_to_do;
};
[[nodiscard]] Explanation Explain(gate::Reason reason);

}  // namespace gatehouse::console

// A fault of a token in the gate's words: the reason that a request is refused for. Shown by token_reason_test.cc.
#pragma once

#include "gate/request/reason.h"
#include "jose/fault.h"

namespace gatehouse::gate {

[[nodiscard]] Reason ReasonOf(jose::Fault fault);

}  // namespace gatehouse::gate

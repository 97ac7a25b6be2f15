// Maps a token's fault to the reason for which a request is refused. Shown by token_reason_test.cc.
#pragma once

#include "gate/request/reason.h"
#include "jose/fault.h"

namespace gatehouse::gate {

[[nodiscard]] Reason ReasonOf(jose::Fault fault);

}  // namespace gatehouse::gate

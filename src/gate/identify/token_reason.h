// Maps a token fault to the reason for refusing the request. Shown by token_reason_test.cc.
#pragma once

#include "gate/request/reason.h"
#include "jose/fault.h"

namespace gatehouse::gate {

[[nodiscard]] Reason ReasonOf(jose::Fault fault);

}  // namespace gatehouse::gate

// What the gate says to a request. A small value: nothing in it is allocated.
#pragma once

#include <chrono>
#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::gate {

struct Decision {
  Reason reason = Reason::kAllowed;
  std::chrono::seconds retry_after{0};  // with kRateLimited and kBodiesFull: the wait after which a place is free
  // With kSchemaMismatch: where in the body, as a JSON pointer; with kMethodNotAllowed: the Allow list. Points into the
  // policy or the Exchange.
  std::string_view where;

  [[nodiscard]] bool allowed() const { return reason == Reason::kAllowed; }
};

inline constexpr Decision kAllow{};

}  // namespace gatehouse::gate

// The gate's decision about a request. A small value: nothing in it is allocated.
#pragma once

#include <chrono>
#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::gate {

struct Decision {
  Reason reason = Reason::kAllowed;
  std::chrono::seconds retry_after{0};  // with kRateLimited and kBodiesFull: time until a retry can succeed
  // With kSchemaMismatch: JSON pointer of the invalid value; with kMethodNotAllowed: the Allow list. Points into the
  // policy or the Exchange.
  std::string_view where;

  [[nodiscard]] bool allowed() const { return reason == Reason::kAllowed; }
};

inline constexpr Decision kAllow{};

}  // namespace gatehouse::gate

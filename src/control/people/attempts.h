// How often an account may be tried (rows A10 C11): counted by the gate's own table, so that a restart of the daemon
// gives nobody new attempts. Shown by attempts_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/service/gate_link.h"
#include "gate/admit/limit.h"

namespace gatehouse::control {

class Attempts {
 public:
  // Each has places of its own: guessing at the login does not keep out who is logged in already.
  enum class What : uint8_t { kLogin, kConfirmation, kCode };

  Attempts(GateLink& link, const std::vector<gate::Limit>& limits) : link_(link), limits_(limits) {}
  // Takes a place under every limit. The seconds to wait where there is none; names that nobody has are counted like
  // any other. Only a digest of the name gets into the table.
  [[nodiscard]] std::optional<std::chrono::seconds> Refused(What what, std::string_view name, base::Steady now);

 private:
  GateLink& link_;
  const std::vector<gate::Limit>& limits_;
};

}  // namespace gatehouse::control

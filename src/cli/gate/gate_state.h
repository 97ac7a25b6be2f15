// The gate's shared state for `block` and `revoke`: opened if it exists, created if no gate has run yet. Every change
// is written to the event log.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "events/event.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::cli {

// For writing. Blocks that are made before the first start hold from the first request on.
[[nodiscard]] base::Result<state::Region> OpenState(const gate::Policy& policy);

// For looking on; empty where no gate has run yet.
[[nodiscard]] base::Result<std::optional<state::Region>> LookAtState(const gate::Policy& policy);

// Who runs this command, for the event log: the user, and the one behind sudo: "ada (root)".
[[nodiscard]] std::string Operator();

// Appends the event to the policy's event log. A log that cannot be written is a warning and is counted: what the event
// tells has happened all the same.
void WriteEvent(const gate::Policy& policy, const state::Region& region, const events::Event& event);

}  // namespace gatehouse::cli

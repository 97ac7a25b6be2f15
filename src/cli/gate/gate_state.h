// Access to the gate's shared state for `block` and `revoke`: opened, or created if no gate has run yet. Every change
// is written to the event log.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "events/event.h"
#include "gate/policy/policy.h"
#include "state/region.h"

namespace gatehouse::cli {

// Opens the state for writing. Blocks that are added before the first start apply from the first request on.
[[nodiscard]] base::Result<state::Region> OpenState(const gate::Policy& policy);

// Opens the state read-only; empty if no gate has run yet.
[[nodiscard]] base::Result<std::optional<state::Region>> LookAtState(const gate::Policy& policy);

// The user who runs this command, for the event log; with sudo, the original user: "ada (root)".
[[nodiscard]] std::string Operator();

// Appends the event to the policy's event log. If that fails, warns and counts the failure, but is no error: the change
// itself has been made.
void WriteEvent(const gate::Policy& policy, const state::Region& region, const events::Event& event);

}  // namespace gatehouse::cli

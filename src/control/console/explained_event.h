// What the console tells about any event: what decided it, by which rule and figures of which line of the policy, what
// would have passed, what the same request would meet now, and which rules of detection looked at it and what they did.
// Tests: tests/watch/test_console.py.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/console/policy_places.h"
#include "control/service/admin_body.h"
#include "control/store/database.h"
#include "detect/rule.h"
#include "gate/policy/policy.h"

namespace gatehouse::console {

struct ExplainedInput {
  const gate::Policy& policy;
  const PolicyPlaces& places;
  const std::vector<detect::Rule>& rules;
  store::Database& database;
};

// The event's fields by their names in the log, in a body and not in the query: what an attacker wrote there would look
// like an attack by the person who asks.
[[nodiscard]] base::Result<service::AdminBody> ReadExplained(const service::HttpRequest& request);
// An Error where its type is none that we know.
[[nodiscard]] base::Result<std::string> ExplainedEventJson(const ExplainedInput& input, const service::AdminBody& event,
                                                           base::Now now);

}  // namespace gatehouse::console

// The console's explanation of an event: the rule that decided, with its numbers and its line in the policy; what
// would have passed; the decision about the same request now; detection rules that counted it, and their reactions.
// Tests: explained_event_test.cc, tests/watch/test_console.py.
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

// Reads the event's fields, with their names in the log, from the body, not the query: an attacker's text in a query
// would look like an attack by the person who asks.
[[nodiscard]] base::Result<service::AdminBody> ReadExplained(const service::HttpRequest& request);
// An Error if the event's type is unknown.
[[nodiscard]] base::Result<std::string> ExplainedEventJson(const ExplainedInput& input, const service::AdminBody& event,
                                                           base::Now now);

}  // namespace gatehouse::console

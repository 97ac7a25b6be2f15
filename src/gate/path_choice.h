// Chooses the route, and the reading, for a path that can be read in more than one way. Shown by
// path_choice_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/admit/canonical_path.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// `path` has doubts. A route accepts it if the route says how its service reads such paths (`path_reading`) and the
// path in that reading matches the route. If any other reading would match a route with stricter rules, no route
// accepts it, because a service that reads differently than its route says would let the caller bypass those rules.
// Returns the path for the rules, percent-encoded; empty if no route accepts it, with the reason in `why`.
// `routes` are those of the request's host.
[[nodiscard]] std::optional<std::string> ChoosePathReading(const Policy& policy, const HostRoutes& routes,
                                                           std::string_view method, const CanonicalPath& path,
                                                           std::string_view& why);

}  // namespace gatehouse::gate

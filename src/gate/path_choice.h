// Which route a path that can be read in more than one way belongs to, and by which reading. Shown by
// path_choice_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gate/admit/canonical_path.h"
#include "gate/policy/policy.h"

namespace gatehouse::gate {

// `path` holds doubts. A route takes it if that route says how its service reads such paths (`path_reading`) and the
// path, read so, is the route's. What any other reading would make of it must not meet a route that asks for more: then
// nobody takes it, since a service that does not read as its route says would let the caller past that rule.
// The answer is the path as the rules are to see it, percent-encoded; empty where no route takes it, with `why`.
[[nodiscard]] std::optional<std::string> ChoosePathReading(const Policy& policy, std::string_view method,
                                                           const CanonicalPath& path, std::string_view& why);

}  // namespace gatehouse::gate

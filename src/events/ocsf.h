// An event in the shape of the Open Cybersecurity Schema Framework (ocsf.io, version 1.3), for tools that collect from
// many products. Which class and activity each type is stands in one table; what has no place there is in `unmapped`.
// Shown by ocsf_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "events/parsed_event.h"

namespace gatehouse::events {

inline constexpr std::string_view kOcsfVersion = "1.3.0";

// One line of JSON, without its newline. `version` is the product's.
[[nodiscard]] std::string OcsfLine(const ParsedEvent& event, std::string_view version);

}  // namespace gatehouse::events

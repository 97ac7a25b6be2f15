// Replaces ${NAME} and ${NAME:-default} in a value, for --expand. No other syntax has a meaning: no $NAME, no
// commands, and inserted text is not expanded again. Shown by expand_test.cc.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::settings {

// Returns the value of a name; empty if it is not set.
using ValueOfName = std::function<base::Result<base::SecretString>(const std::string& name)>;

[[nodiscard]] inline bool HoldsNames(std::string_view text) { return text.contains("${"); }

// Stops at the first error of `value_of`. "${" without an end stays unchanged.
[[nodiscard]] base::Result<base::SecretString> ExpandNames(std::string_view text, const ValueOfName& value_of);

}  // namespace gatehouse::settings

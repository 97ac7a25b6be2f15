// ${NAME} and ${NAME:-otherwise} in a value, where --expand asks for it. Nothing else means anything: no $NAME, no
// commands, and what is put in is not looked at again. Shown by expand_test.cc.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::settings {

// The value of a name; empty where nobody has set it.
using ValueOfName = std::function<base::Result<base::SecretString>(const std::string& name)>;

[[nodiscard]] inline bool HoldsNames(std::string_view text) { return text.contains("${"); }

// The first error of `value_of` ends it. "${" without an end stays as it is.
[[nodiscard]] base::Result<base::SecretString> ExpandNames(std::string_view text, const ValueOfName& value_of);

}  // namespace gatehouse::settings

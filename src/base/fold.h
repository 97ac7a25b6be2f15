// Names without case, as the loosest of the usual readers compares them (Go's encoding/json, Jackson and .NET with
// their options for it): Unicode, code point by code point. Shown by fold_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::base {

// Each code point in upper and then in lower case (the simple mappings of Unicode, which is how Java compares): U+017F
// becomes 's', the Kelvin sign 'k', U+0130 and U+0131 'i'. Bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string FoldCase(std::string_view text);

// Whether two names are the same then. Cheap where both are ASCII.
[[nodiscard]] bool EqualFolded(std::string_view a, std::string_view b);

[[nodiscard]] bool IsAscii(std::string_view text);

}  // namespace gatehouse::base

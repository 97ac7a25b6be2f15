// Case-insensitive names, compared as the most lenient of the usual JSON readers do (Go's encoding/json; Jackson and
// .NET with the option for it): Unicode, code point by code point. Shown by fold_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::base {

// Converts each code point to upper and then to lower case (Unicode's simple mappings, as Java compares): U+017F
// becomes 's', the Kelvin sign 'k', U+0130 and U+0131 'i'. Bytes that are not UTF-8 stay unchanged.
[[nodiscard]] std::string FoldCase(std::string_view text);

// Whether two names are equal after FoldCase. Cheap if both are ASCII.
[[nodiscard]] bool EqualFolded(std::string_view a, std::string_view b);

[[nodiscard]] bool IsAscii(std::string_view text);

}  // namespace gatehouse::base

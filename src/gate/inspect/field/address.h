// Attribute values as a browser reads them before it interprets them: addresses with references
// decoded and white space removed, styles with escapes and comments removed. Shown by field_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::field {

// References decoded; white space, controls and non-ASCII removed; lower case; the first 256 bytes.
[[nodiscard]] std::string Address(std::string_view value);

// "javascript:…", "data:text/html…", also after "0;url=".
[[nodiscard]] bool RunsAsAddress(std::string_view value);

// "expression(", "-moz-binding", and markup hidden in CSS escapes: browsers that serialize a style and parse it
// again execute that.
[[nodiscard]] bool RunsAsStyle(std::string_view value);

}  // namespace gatehouse::field

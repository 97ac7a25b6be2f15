// Values of attributes as a browser reads them before it looks at what they are: addresses with their references
// decoded and their white space out, styles with their escapes and comments undone. Shown by field_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::field {

// References decoded, white space, controls and what is not ASCII out, in lower case; of the first 256 bytes.
[[nodiscard]] std::string Address(std::string_view value);

// "javascript:…", "data:text/html…", also behind "0;url=".
[[nodiscard]] bool RunsAsAddress(std::string_view value);

// "expression(", "-moz-binding", and markup that is hidden in escapes of CSS: browsers that write a style out and read
// it again run that.
[[nodiscard]] bool RunsAsStyle(std::string_view value);

}  // namespace gatehouse::field

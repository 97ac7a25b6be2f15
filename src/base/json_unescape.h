// Decodes the escapes in a JSON string (RFC 8259 §7). Shown by json_test.cc, fuzz/json_fuzz.cc.
#pragma once

#include <string_view>

namespace gatehouse::json {

// Writes the unescaped `raw` to `out`, which has room for as many bytes: no escape is shorter than what it stands for.
// Returns the end of what was written, null for an escape that JSON does not know.
[[nodiscard]] char* Unescape(std::string_view raw, char* out);

}  // namespace gatehouse::json

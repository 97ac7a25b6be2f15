// Decodes the escapes in a JSON string (RFC 8259 §7). Shown by json_unescape_test.cc, fuzz/json_fuzz.cc.
#pragma once

#include <string_view>

namespace gatehouse::json {

// Writes the unescaped `raw` to `out`, which must have room for raw.size() bytes: no escape is shorter than its result.
// Returns the end of the written text, or null for an escape that JSON does not define.
[[nodiscard]] char* Unescape(std::string_view raw, char* out);

}  // namespace gatehouse::json

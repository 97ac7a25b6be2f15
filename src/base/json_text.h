// Writes a string as a JSON string (RFC 8259 §7). json.h reads JSON. Shown by json_text_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::json {

// Appends `text` in quotes. Control characters, quotes, backslashes, DEL and U+2028/2029 are escaped, so that every
// reader sees one line; bytes that are not UTF-8 become U+FFFD, so that the result is always valid
// JSON.
void AppendQuoted(std::string& out, std::string_view text);
[[nodiscard]] std::string Quoted(std::string_view text);

}  // namespace gatehouse::json

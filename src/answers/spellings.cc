#include "answers/spellings.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/html.h"
#include "base/json_text.h"

namespace gatehouse::answers {
namespace {

void AppendEscape(std::string& out, uint32_t unit, std::string_view digits) {
  out += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[unit >> shift & 15U];
}

// Every character outside of ASCII as \uXXXX, in UTF-16 as JSON has it. `text` is UTF-8.
std::string InAscii(std::string_view text, std::string_view digits) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<uint8_t>(text[at++]);
    if (lead < 0x80) {
      out += static_cast<char>(lead);
      continue;
    }
    const size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    uint32_t c = lead & (0x3FU >> more);
    for (size_t i = 0; i < more; ++i) c = c << 6U | (static_cast<uint8_t>(text[at++]) & 0x3FU);
    if (c < 0x10000) {
      AppendEscape(out, c, digits);
    } else {
      AppendEscape(out, 0xD800 + ((c - 0x10000) >> 10U), digits);
      AppendEscape(out, 0xDC00 + ((c - 0x10000) & 0x3FFU), digits);
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> SpellingsOf(std::string_view text) {
  std::vector<std::string> all = {std::string(text)};
  const auto add = [&all](std::string spelling) {
    if (std::ranges::find(all, spelling) == all.end()) all.push_back(std::move(spelling));
  };
  const std::string quoted = json::Quoted(text);
  const std::string json = quoted.substr(1, quoted.size() - 2);
  add(json);
  if (base::IsUtf8(json)) {
    add(InAscii(json, "0123456789abcdef"));
    add(InAscii(json, "0123456789ABCDEF"));
  }
  add(base::EscapeHtml(text));
  add(base::PercentEncode(text));
  add(base::PercentEncode(text, "/"));
  return all;
}

}  // namespace gatehouse::answers

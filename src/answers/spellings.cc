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

// The characters of base64 that the text alone determines if `skipped` bytes precede it in its group of three.
std::string InBase64(std::string_view text, size_t skipped) {
  const std::string code = base::Base64Encode(std::string(skipped, '\0').append(text));
  const size_t begin = (skipped * 8 + 5) / 6;
  const size_t end = (skipped + text.size()) * 8 / 6;
  return code.substr(begin, end - begin);
}

// In the alphabet of addresses.
std::string UrlSafe(std::string code) {
  std::ranges::replace(code, '+', '-');
  std::ranges::replace(code, '/', '_');
  return code;
}

// Replaces every `from`, which `to` does not contain.
std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to);
  return text;
}

// With the digits of percent-encoding in lower case.
std::string LowerPercent(std::string text) {
  for (size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1))
    text.replace(at, 3, base::AsciiLower(text.substr(at, 3)));
  return text;
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
  for (const std::string& percent : {base::PercentEncode(text), base::PercentEncode(text, "/")}) {
    add(percent);
    add(LowerPercent(percent));
    add(Replaced(percent, "%20", "+"));  // a form
  }
  for (const size_t skipped : {0U, 1U, 2U}) {
    add(InBase64(text, skipped));
    add(UrlSafe(InBase64(text, skipped)));
  }
  add(base::HexEncode(text));
  return all;
}

}  // namespace gatehouse::answers

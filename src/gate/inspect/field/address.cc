#include "gate/inspect/field/address.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/inspect/field/readings.h"

namespace gatehouse::field {
namespace {

// Decodes "\\65xpression" and "\\3cimg"; a backslash before any other character is removed.
std::string WithoutCssEscapes(std::string_view style) {
  constexpr size_t kMostDigits = 6;
  std::string bare;
  for (size_t at = 0; at < style.size(); ++at) {
    if (style.substr(at).starts_with("/*")) {
      const size_t end = style.find("*/", at + 2);
      at = end == std::string_view::npos ? style.size() : end + 1;
    } else if (style[at] != '\\') {
      bare += style[at];
    } else {
      char32_t value = 0;
      size_t digits = 0;
      while (digits < kMostDigits && at + 1 + digits < style.size() && base::HexDigit(style[at + 1 + digits]) >= 0)
        value = value * 16 + static_cast<char32_t>(base::HexDigit(style[at + 1 + digits++]));
      if (digits > 1 && value > 0x20 && value < 0x7F) bare += base::ToLower(static_cast<char>(value));
      if (digits > 1) at += digits;
    }
  }
  return bare;
}

bool HoldsAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

}  // namespace

std::string Address(std::string_view value) {
  constexpr size_t kMost = 256;
  std::string address;
  for (size_t at = 0; at < value.size() && address.size() < kMost;) {
    const Reference reference = ReferenceAt(value.substr(at));
    const char32_t c = reference.length > 0 ? reference.character : static_cast<uint8_t>(value[at]);
    at += std::max<size_t>(reference.length, 1);
    if (c <= 0x20 || c == 0x7F || c >= 0x80) continue;
    address += base::ToLower(static_cast<char>(c));
  }
  return address;
}

bool RunsAsAddress(std::string_view value) {
  const std::string address = Address(value);
  const std::string_view text = address;
  for (const std::string_view scheme : {"javascript:", "vbscript:", "livescript:", "mocha:", "jscript:",
                                        "data:text/html", "data:image/svg", "data:text/javascript", "data:application/",
                                        "data:,", "data:text/xml", "data:;base64", "view-source:", "feed:javascript"}) {
    if (text.starts_with(scheme)) return true;
  }
  // "0;url=javascript:…", "x:javascript:", "url(javascript:…)"
  return text.contains("javascript:") || text.contains("vbscript:") || text.contains("data:text/html");
}

bool RunsAsStyle(std::string_view value) {
  const std::string style = Address(value);
  const std::string plain = WithoutCssEscapes(style);
  if (!style.contains('<') && plain.contains('<') &&
      HoldsAny(plain, {"<img", "<script", "<svg", "onerror=", "onload="}))
    return true;
  std::string slashes = style;  // "exp\\ression": only the backslash is removed
  std::erase(slashes, '\\');
  return std::ranges::any_of(std::initializer_list<std::string_view>{plain, slashes}, [](std::string_view text) {
    return HoldsAny(text, {"expression(", "behavior:", "-moz-binding", "javascript:", "@import", "-o-link",
                           "vbscript:", "binding:url"});
  });
}

}  // namespace gatehouse::field

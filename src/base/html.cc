#include "base/html.h"

namespace gatehouse::base {

std::string_view HtmlReference(unsigned code) {
  switch (code) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const std::string_view reference = HtmlReference(static_cast<unsigned char>(c));
    if (!reference.empty()) {
      escaped += reference;
    } else if (c != '\0') {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace gatehouse::base

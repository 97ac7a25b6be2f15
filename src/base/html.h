// Escapes text for HTML. Shown by html_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::base {

// The reference for one of the five characters that HTML reads as markup, such as "&lt;"; empty for all others.
[[nodiscard]] std::string_view HtmlReference(unsigned code);

// For the content of elements and for quoted attributes. NUL is left out: HTML cannot represent it.
[[nodiscard]] std::string EscapeHtml(std::string_view text);

}  // namespace gatehouse::base

// Text in HTML. Shown by html_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::base {

// What stands for one of the five characters that HTML reads as markup, such as "&lt;"; empty for every other.
[[nodiscard]] std::string_view HtmlReference(unsigned code);

// For the content of elements and for quoted attributes. NUL is left out: HTML has no way to write it.
[[nodiscard]] std::string EscapeHtml(std::string_view text);

}  // namespace gatehouse::base

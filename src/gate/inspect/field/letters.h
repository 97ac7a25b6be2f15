// Classes of characters that the languages of fields share, ASCII only. Shown by the tests of those languages.
#pragma once

#include "base/ascii.h"

namespace gatehouse::field {

using base::IsLetter;
[[nodiscard]] constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// Browsers skip a NUL where they skip space.
[[nodiscard]] constexpr bool IsMarkupSpace(char c) { return IsSpace(c) || c == '\0'; }

}  // namespace gatehouse::field

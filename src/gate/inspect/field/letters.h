// Classes of characters that the languages of fields share, ASCII only. Shown by the tests of those languages.
#pragma once

namespace gatehouse::field {

[[nodiscard]] constexpr bool IsLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
[[nodiscard]] constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
// Browsers skip a NUL where they skip space.
[[nodiscard]] constexpr bool IsMarkupSpace(char c) { return IsSpace(c) || c == '\0'; }

}  // namespace gatehouse::field

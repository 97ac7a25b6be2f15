// Classes of ASCII characters, the same in every locale. Bytes beyond ASCII are in none of them. Tests: ascii_test.cc.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/bytes.h"

namespace gatehouse::base {

[[nodiscard]] constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
[[nodiscard]] constexpr bool IsLetter(char c) { return IsLower(static_cast<char>(c | 0x20)); }
[[nodiscard]] constexpr bool IsAlnum(char c) { return IsDigit(c) || IsLetter(c); }

// Whether a percent-encoding of it is only another spelling (RFC 3986 §2.3).
[[nodiscard]] constexpr bool IsUnreserved(char c) { return IsAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
[[nodiscard]] constexpr bool IsControl(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }

[[nodiscard]] constexpr char ToLower(char c) { return IsUpper(c) ? static_cast<char>(c | 0x20) : c; }
[[nodiscard]] constexpr char ToUpper(char c) { return IsLower(c) ? static_cast<char>(c & ~0x20) : c; }

// True for an empty text, too.
[[nodiscard]] constexpr bool AllDigits(std::string_view text) { return std::ranges::all_of(text, IsDigit); }
[[nodiscard]] constexpr bool AllHex(std::string_view text) {  // in either case
  return std::ranges::all_of(text, [](char c) { return HexDigit(c) >= 0; });
}
[[nodiscard]] constexpr bool AllLowerHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace gatehouse::base

// Basic operations on bytes: base64, hex, percent-encoding, case-insensitive names, UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::base {

// RFC 4648 §5 without padding, strict: no padding, no whitespace, no other alphabet, unused bits zero.
[[nodiscard]] std::string Base64UrlEncode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> Base64UrlDecode(std::string_view text);
// RFC 4648 §4 with padding, strict in the same way.
[[nodiscard]] std::string Base64Encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> Base64Decode(std::string_view text);

[[nodiscard]] std::string HexEncode(std::string_view bytes);  // lower case
// The same into the caller's memory, two characters per byte. Returns the end of the text.
char* WriteHex(char* out, std::string_view bytes);
[[nodiscard]] constexpr int HexDigit(char c) {  // in either case; -1 for anything else
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// RFC 3986 §2.1, decoded once. Empty if a '%' is not followed by two hexadecimal digits. '+' stays '+'.
[[nodiscard]] std::optional<std::string> PercentDecode(std::string_view encoded);
// The inverse, for one path segment, or a name or value of a query or form: every byte except A–Z a–z 0–9 - . _ ~
// and those in `kept` becomes %XX with upper-case digits.
[[nodiscard]] std::string PercentEncode(std::string_view bytes, std::string_view kept = {});
void AppendPercentEncoded(std::string& out, std::string_view bytes, std::string_view kept = {});
// The byte that a %XX at the start of `text` encodes; -1 if there is none.
[[nodiscard]] int PercentByte(std::string_view text);

// ASCII only: what HTTP calls case-insensitive (RFC 9110 §5.1).
[[nodiscard]] bool EqualIgnoringCase(std::string_view a, std::string_view b);
[[nodiscard]] std::string AsciiLower(std::string_view text);
[[nodiscard]] std::string AsciiUpper(std::string_view text);
[[nodiscard]] std::string_view TrimSpace(std::string_view text);  // spaces and tabs, as RFC 9110 OWS
[[nodiscard]] std::string_view Trim(std::string_view text, std::string_view blanks);  // any of the characters

// A digest or another array of bytes as text.
[[nodiscard]] inline std::string_view Characters(const auto& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool IsUtf8(std::string_view bytes);
// The text's beginning of at most `max_bytes` bytes, which does not end inside a UTF-8 sequence.
[[nodiscard]] std::string_view CutText(std::string_view text, size_t max_bytes);

}  // namespace gatehouse::base

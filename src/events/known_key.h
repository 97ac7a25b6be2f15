// Secrets that say what they are, wherever they stand: well-known key formats, "Bearer …", private keys in PEM; and the
// classes of bytes that redaction reads by. Shown by redaction_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "base/ascii.h"

namespace gatehouse::events {

using base::IsAlnum;
using base::IsDigit;
using base::IsLower;
using base::IsUpper;
[[nodiscard]] constexpr bool IsSpace(char c) { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }
[[nodiscard]] constexpr bool IsQuote(char c) { return c == '"' || c == '\''; }
[[nodiscard]] constexpr bool IsKeyByte(char c) { return IsAlnum(c) || c == '_' || c == '-'; }  // base64url, too
[[nodiscard]] constexpr bool IsTokenByte(char c) {
  return IsKeyByte(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}
[[nodiscard]] constexpr bool IsNameByte(char c) { return IsKeyByte(c) || c == '.'; }

struct Span {
  size_t begin;
  size_t end;
};

// The byte in front of a place, NUL if there is none; `earlier`: the end of what precedes the text, kLongestEscape
// bytes or less. The letters of an escape are not letters: a key may begin behind "\n" or "\u0022" in a string of JSON,
// and behind "%3D" or "%253D" in an address.
inline constexpr size_t kLongestEscape = 16;
[[nodiscard]] char ByteBefore(std::string_view text, size_t at, std::string_view earlier = {});

// The shortest known key has so many bytes; all of them are name bytes.
inline constexpr size_t kLeastKnownKey = 15;
// How the known forms of keys begin.
[[nodiscard]] std::span<const std::string_view> KeyPrefixes();

// Whether any of these, a JWT or a flag of a command line begins with it.
[[nodiscard]] bool StartsKey(char c);
[[nodiscard]] std::optional<Span> KnownKeyAt(std::string_view text, size_t at);
// "$6$salt$hash", "$2b$12$…", "$argon2id$…": what was made of a password can be tried at leisure.
[[nodiscard]] std::optional<Span> PasswordHashAt(std::string_view text, size_t at);
// "Bearer …", "Basic …": what follows, if it can be a token and not a word of prose.
[[nodiscard]] std::optional<Span> SchemeAt(std::string_view text, size_t at);
// https://hooks.slack.com/services/T0/B0/x and similar, at the first '/' behind the host or at one in the path: code
// that knows what follows may write there.
[[nodiscard]] std::optional<Span> WebhookAt(std::string_view text, size_t at);
// A private key in PEM, or what there is of it.
[[nodiscard]] std::optional<Span> PemAt(std::string_view text, size_t at);

}  // namespace gatehouse::events

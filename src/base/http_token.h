// The characters of an HTTP token (RFC 9110 §5.6.2): methods, header names, parts of media types. Shown by
// http_token_test.cc.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::base {

inline constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> token{};
  for (char c = '0'; c <= '9'; ++c) token[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) token[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) token[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) token[static_cast<unsigned char>(c)] = true;
  return token;
}();

[[nodiscard]] constexpr bool IsTokenCharacter(char c) { return kTokenCharacters[static_cast<unsigned char>(c)]; }

[[nodiscard]] constexpr bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsTokenCharacter);
}

}  // namespace gatehouse::base

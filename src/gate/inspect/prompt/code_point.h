// One code point of a UTF-8 text after the other, and what Unicode says of it. The text is valid UTF-8 nearly always; a
// byte that is none is taken as U+FFFD. Shown by code_point_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::prompt {

struct CodePoint {
  char32_t value = 0;
  uint8_t size = 0;  // bytes
};
// `text` is not empty.
[[nodiscard]] CodePoint FirstCodePoint(std::string_view text);

// Letters, numbers and '_': what is one word to a regular expression.
[[nodiscard]] bool IsWord(char32_t code_point);
// White space as Python has it, the separators U+001C to U+001F included.
[[nodiscard]] bool IsSpace(char32_t code_point);

[[nodiscard]] size_t CountCodePoints(std::string_view text);

}  // namespace gatehouse::prompt

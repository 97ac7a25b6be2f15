// Decimal numbers as text. Tests: number_test.cc.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace gatehouse::base {

// Returns the number that the whole text is. Empty for anything else: no digits, a '+', blanks, a rest behind the
// number, or a number that T cannot hold. Zeros in front are read; '-' only if T is signed.
template <typename T>
  requires std::is_arithmetic_v<T>
[[nodiscard]] std::optional<T> ParseNumber(std::string_view text) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(number) : std::nullopt;
}

}  // namespace gatehouse::base

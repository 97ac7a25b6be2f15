// How far a token of JSON goes, by its bytes alone. Nothing is read outside of the text. Shown by json_test.cc,
// fuzz/json_fuzz.cc.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "base/fold.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::json {

[[nodiscard]] constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
using base::IsDigit;

// What a number, or true, false or null, cannot go on with: space, whatever JSON gives a meaning, and the NUL behind a
// text.
inline constexpr std::array<bool, 256> kEndsScalar = [] {
  std::array<bool, 256> ends{};
  ends[0] = true;
  for (const char c : std::string_view(" \t\n\r,:\"[]{}")) ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

// What a string's content cannot simply go on with: its end, an escape, and what must be escaped (RFC 8259 §7).
[[nodiscard]] constexpr bool IsSpecial(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }
[[nodiscard]] inline base::SixteenBytes SpecialAt(const char* at) {
  const auto is = [](auto comparison) { return reinterpret_cast<base::SixteenBytes>(comparison); };
  const base::SixteenBytes bytes = base::LoadSixteen(at);
  constexpr uint8_t kSwap = '"' ^ ' ';  // with quote and space swapped, all but the backslash come before '!'
  return is((bytes ^ kSwap) <= ' ') | is(bytes == '\\');
}

// Where the first special character is, or `end`: sixteen characters at a time, sixty-four where a string is long.
[[nodiscard, gnu::always_inline]] inline const char* FindSpecial(const char* at, const char* end) {
  using base::kSixteen;
  constexpr std::ptrdiff_t kStep = kSixteen;
  constexpr std::ptrdiff_t kLeap = 4 * kSixteen;
  const auto in_leap = [&at] {
    return SpecialAt(at) | SpecialAt(at + kSixteen) | SpecialAt(at + 2 * kSixteen) | SpecialAt(at + 3 * kSixteen);
  };
  const char* const begin = at;
  while (end - at >= kStep) {
    const base::SixteenBytes special = SpecialAt(at);
    if (base::AnySet(special)) return at + base::FirstSet(special);
    at += kStep;
    if (at - begin < kLeap) continue;
    while (end - at >= kLeap && !base::AnySet(in_leap())) at += kLeap;
  }
  while (at != end && !IsSpecial(*at)) ++at;
  return at;
}

// Nothing but ASCII: as nearly every document, which then is UTF-8.
[[nodiscard]] inline bool IsPlainAscii(std::string_view text) {
  using base::kSixteen;
  using base::LoadSixteen;
  if (text.size() < 4 * kSixteen) return base::IsAscii(text);
  const auto four = [](const char* at) {
    return LoadSixteen(at) | LoadSixteen(at + kSixteen) | LoadSixteen(at + 2 * kSixteen) |
           LoadSixteen(at + 3 * kSixteen);
  };
  const char* const last = text.data() + text.size() - 4 * kSixteen;
  base::SixteenBytes all = four(last);
  for (const char* at = text.data(); at < last; at += 4 * kSixteen) all |= four(at);
  return !base::AnySet(all);
}

}  // namespace gatehouse::json

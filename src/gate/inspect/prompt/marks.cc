#include "gate/inspect/prompt/marks.h"

#include <algorithm>
#include <array>

#include "base/sixteen_bytes.h"

namespace gatehouse::prompt {
namespace {

using base::Between;
using base::SixteenBytes;

SixteenBytes Marks(SixteenBytes bytes) {
  return Between(bytes, '#', '&') | Between(bytes, '*', '+') | Between(bytes, ';', '>') |
         static_cast<SixteenBytes>(bytes == '@') | Between(bytes, '[', '^') | static_cast<SixteenBytes>(bytes == '`') |
         Between(bytes, '{', '~');
}

SixteenBytes Signs(SixteenBytes bytes) {
  return Between(bytes, '"', '+') | Between(bytes, '0', '9') | Between(bytes, ';', '>') |
         static_cast<SixteenBytes>(bytes == '@') | Between(bytes, '[', '`') | Between(bytes, '{', '~') |
         static_cast<SixteenBytes>(bytes == 0xC2) | static_cast<SixteenBytes>(bytes == 0xE3);
}

// Whether one of the text's bytes is of a kind: `kind` tells of sixteen at once, `is` of one.
template <typename Kind, typename Is>
bool HoldsAny(std::string_view text, Kind kind, Is is) {
  while (text.size() >= base::kSixteen) {
    if (base::AnySet(kind(base::LoadSixteen(text.data())))) return true;
    text.remove_prefix(base::kSixteen);
  }
  return std::ranges::any_of(text, is);
}

}  // namespace

bool HoldsNumber(std::string_view text) {
  constexpr size_t kSpan = 4;
  const auto numbers = [](const char* at) {
    const auto letters = [&](size_t i) { return Between(base::LoadSixteen(at + i), 'a', 'z'); };
    const auto digits = [&](size_t i) { return Between(base::LoadSixteen(at + i), '0', '9'); };
    const auto dash = static_cast<SixteenBytes>(base::LoadSixteen(at + 3) == '-');
    return (letters(0) & letters(1) & digits(2) & digits(3)) | (digits(0) & digits(1) & digits(2) & (digits(3) | dash));
  };
  while (text.size() >= base::kSixteen + kSpan - 1) {
    if (base::AnySet(numbers(text.data()))) return true;
    text.remove_prefix(base::kSixteen);
  }
  std::array<char, 2 * base::kSixteen + kSpan> rest{};
  std::ranges::copy(text, rest.begin());
  return base::AnySet(numbers(rest.data()) | numbers(rest.data() + base::kSixteen));
}

size_t CountJoinsBehindQuotes(std::string_view text) {
  constexpr std::array<std::string_view, 5> kJoins = {"or", "an", "xo", "||", "&&"};
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\'' && text[at] != '"' && text[at] != '`') continue;
    const size_t next = std::min(text.find_first_not_of("'\"`) \n", at), text.size());
    if (std::ranges::find(kJoins, text.substr(next, 2)) != kJoins.end()) ++count;
    at = next;
  }
  return count;
}

bool HoldsMark(std::string_view text) { return HoldsAny(text, Marks, IsMark); }
bool HoldsSign(std::string_view text) { return HoldsAny(text, Signs, IsSign); }

}  // namespace gatehouse::prompt

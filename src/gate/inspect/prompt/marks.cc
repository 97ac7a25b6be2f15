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

SixteenBytes Letters(const char* at) { return Between(base::LoadSixteen(at), 'a', 'z'); }
SixteenBytes Digits(const char* at) { return Between(base::LoadSixteen(at), '0', '9'); }

// Whether four bytes in a row are of a kind: `begins` tells of sixteen places at once whether they begin there.
template <typename Begins>
bool HoldsFour(std::string_view text, Begins begins) {
  constexpr size_t kSpan = 4;
  while (text.size() >= base::kSixteen + kSpan - 1) {
    if (base::AnySet(begins(text.data()))) return true;
    text.remove_prefix(base::kSixteen);
  }
  std::array<char, 2 * base::kSixteen + kSpan> rest{};
  std::ranges::copy(text, rest.begin());
  return base::AnySet(begins(rest.data()) | begins(rest.data() + base::kSixteen));
}

}  // namespace

bool HoldsNumber(std::string_view text) {
  return HoldsFour(text, [](const char* at) {
    const auto dash = static_cast<SixteenBytes>(base::LoadSixteen(at + 3) == '-');
    return Digits(at) & Digits(at + 1) & Digits(at + 2) & (Digits(at + 3) | dash);
  });
}

bool HoldsAccount(std::string_view text) {
  return HoldsFour(text,
                   [](const char* at) { return Letters(at) & Letters(at + 1) & Digits(at + 2) & Digits(at + 3); });
}

size_t CountJoins(std::string_view text) {
  constexpr std::array<std::string_view, 5> kJoins = {"or", "an", "xo", "||", "&&"};
  const auto ends_value = [](char c) {
    return c == '\'' || c == '"' || c == '`' || c == ')' || (c >= '0' && c <= '9');
  };
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!ends_value(text[at])) continue;
    const size_t next = std::min(text.find_first_not_of("0123456789'\"`) \n", at), text.size());
    if (std::ranges::find(kJoins, text.substr(next, 2)) != kJoins.end()) ++count;
    at = next;
  }
  return count;
}

bool HoldsMark(std::string_view text) { return HoldsAny(text, Marks, IsMark); }
bool HoldsSign(std::string_view text) { return HoldsAny(text, Signs, IsSign); }

}  // namespace gatehouse::prompt

#include "gate/inspect/prompt/code_point.h"

#include <utf8proc.h>

#include "base/sixteen_bytes.h"

namespace gatehouse::prompt {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  const auto first = static_cast<uint8_t>(text.front());
  if (first < 0x80) return {first, 1};
  utf8proc_int32_t value = 0;
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (size <= 0) return {kReplacement, 1};
  return {static_cast<char32_t>(value), static_cast<uint8_t>(size)};
}

bool IsWord(char32_t code_point) {
  if (code_point < 0x80) {
    const char32_t lower = code_point | 0x20U;
    return (lower >= 'a' && lower <= 'z') || (code_point >= '0' && code_point <= '9') || code_point == '_';
  }
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

bool IsSpace(char32_t code_point) {
  if (code_point < 0x80)
    return code_point == ' ' || (code_point >= 9 && code_point <= 13) || (code_point >= 28 && code_point <= 31);
  return code_point == 0x85 || code_point == 0xA0 || code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200A) || code_point == 0x2028 || code_point == 0x2029 ||
         code_point == 0x202F || code_point == 0x205F || code_point == 0x3000;
}

size_t CountCodePoints(std::string_view text) {
  constexpr size_t kMostAtOnce = 255;  // a lane counts to no more
  const size_t size = text.size();
  size_t continuations = 0;
  while (text.size() >= base::kSixteen) {
    base::SixteenBytes counts{};
    for (size_t i = 0; i < kMostAtOnce && text.size() >= base::kSixteen; ++i) {
      counts -= static_cast<base::SixteenBytes>((base::LoadSixteen(text.data()) & 0xC0) == 0x80);
      text.remove_prefix(base::kSixteen);
    }
    for (size_t lane = 0; lane < base::kSixteen; ++lane) continuations += counts[lane];
  }
  for (const char c : text) continuations += (static_cast<uint8_t>(c) & 0xC0U) == 0x80 ? 1 : 0;
  return size - continuations;
}

}  // namespace gatehouse::prompt

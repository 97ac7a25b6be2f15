#include "gate/inspect/prompt/marks.h"

#include <algorithm>

#include "base/sixteen_bytes.h"

namespace gatehouse::prompt {
namespace {

using base::SixteenBytes;

SixteenBytes Between(SixteenBytes bytes, uint8_t first, uint8_t last) {
  return static_cast<SixteenBytes>((bytes - first) <= static_cast<uint8_t>(last - first));
}

SixteenBytes Marks(SixteenBytes bytes) {
  return Between(bytes, '#', '&') | Between(bytes, '*', '+') | Between(bytes, ';', '>') |
         static_cast<SixteenBytes>(bytes == '@') | Between(bytes, '[', '^') | static_cast<SixteenBytes>(bytes == '`') |
         Between(bytes, '{', '~');
}

}  // namespace

bool HoldsMark(std::string_view text) {
  while (text.size() >= base::kSixteen) {
    if (base::AnySet(Marks(base::LoadSixteen(text.data())))) return true;
    text.remove_prefix(base::kSixteen);
  }
  return std::ranges::any_of(text, IsMark);
}

}  // namespace gatehouse::prompt

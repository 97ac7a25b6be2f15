#include "base/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace gatehouse::base {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

uint64_t EightBytes(const char* at) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

}  // namespace

bool IsAscii(std::string_view text) {
  constexpr size_t kStep = sizeof(uint64_t);
  if (text.size() < kStep) {
    return std::ranges::none_of(text, [](char c) { return (static_cast<uint8_t>(c) & 0x80U) != 0; });
  }
  const size_t last = text.size() - kStep;
  uint64_t seen = EightBytes(&text[last]);
  for (size_t i = 0; i < last; i += kStep) seen |= EightBytes(&text[i]);
  return (seen & kHighBits) == 0;
}

std::string FoldCase(std::string_view text) {
  if (IsAscii(text)) return AsciiLower(text);
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) {
      folded += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::array<utf8proc_uint8_t, 4> encoded{};
    const auto size = utf8proc_encode_char(utf8proc_tolower(utf8proc_toupper(code_point)), encoded.data());
    folded.append(reinterpret_cast<const char*>(encoded.data()), static_cast<size_t>(size));
    text.remove_prefix(static_cast<size_t>(length));
  }
  return folded;
}

bool EqualFolded(std::string_view a, std::string_view b) {
  if (IsAscii(a) && IsAscii(b)) return EqualIgnoringCase(a, b);
  return FoldCase(a) == FoldCase(b);
}

}  // namespace gatehouse::base

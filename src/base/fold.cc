#include "base/fold.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/eight_bytes.h"

namespace gatehouse::base {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080;

}  // namespace

bool IsAscii(std::string_view text) {
  return AllOfEights(text, [](uint64_t bytes) { return (bytes & kHighBits) == 0; });
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

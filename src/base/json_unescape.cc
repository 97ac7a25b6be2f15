#include "base/json_unescape.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/utf8.h"

namespace gatehouse::json {
namespace {

// The four hexadecimal digits at the start of `text`; -1 if there are none.
int32_t FourHexDigits(std::string_view text) {
  if (text.size() < 4) return -1;
  int32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = base::HexDigit(c);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

// Reads \uXXXX, or a surrogate pair of them, from the start of `raw`. Half a pair is not a character: returns false.
bool TakeUnicodeEscape(std::string_view& raw, char*& out) {
  constexpr int32_t kHigh = 0xD800;
  constexpr int32_t kLow = 0xDC00;
  constexpr int32_t kAfterLow = 0xE000;
  constexpr size_t kEscape = 6;
  int32_t point = FourHexDigits(raw.substr(2));
  raw.remove_prefix(std::min(raw.size(), kEscape));
  if (point < 0 || (point >= kLow && point < kAfterLow)) return false;
  if (point >= kHigh && point < kLow) {
    if (!raw.starts_with("\\u")) return false;
    const int32_t low = FourHexDigits(raw.substr(2));
    if (low < kLow || low >= kAfterLow) return false;
    raw.remove_prefix(kEscape);
    point = 0x10000 + (point - kHigh) * 0x400 + (low - kLow);
  }
  out = base::WriteUtf8(out, static_cast<uint32_t>(point));
  return true;
}

}  // namespace

char* Unescape(std::string_view raw, char* out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  while (!raw.empty()) {
    const size_t plain = std::min(raw.find('\\'), raw.size());
    std::memmove(out, raw.data(), plain);
    out += plain;
    raw.remove_prefix(plain);
    if (raw.empty()) break;
    if (raw.size() < 2) return nullptr;
    if (raw[1] == 'u') {
      if (!TakeUnicodeEscape(raw, out)) return nullptr;
      continue;
    }
    const size_t letter = kLetters.find(raw[1]);
    if (letter == std::string_view::npos) return nullptr;
    *out++ = kMeanings[letter];
    raw.remove_prefix(2);
  }
  return out;
}

}  // namespace gatehouse::json

#include "dotenv/utf16.h"

#include "base/utf8.h"

namespace gatehouse::dotenv {

std::optional<std::string> FromUtf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return {};
  std::string out;
  out.reserve(2 * bytes.size());
  char32_t high = 0;
  for (size_t at = 0; at < bytes.size(); at += 2) {
    const char32_t first = static_cast<unsigned char>(bytes[at]);
    const char32_t second = static_cast<unsigned char>(bytes[at + 1]);
    const char32_t unit = big_endian ? first << 8 | second : second << 8 | first;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low != (high != 0)) return {};
    if (is_low) {
      base::AppendUtf8(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      high = 0;
    } else if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else {
      base::AppendUtf8(out, unit);
    }
  }
  if (high != 0) return {};
  return out;
}

}  // namespace gatehouse::dotenv

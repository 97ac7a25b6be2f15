// Characters as UTF-8 (RFC 3629 §3). Whether a text is UTF-8 says bytes.h. Tests: utf8_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace gatehouse::base {

inline constexpr size_t kMaxUtf8Bytes = 4;

// Writes one character into the caller's memory, kMaxUtf8Bytes at most. Returns the end. The caller makes sure that
// `point` is a character: surrogates are written like others, and of what is beyond U+10FFFF bits are lost.
constexpr char* WriteUtf8(char* out, uint32_t point) {
  const auto put = [&out](uint32_t byte) { *out++ = static_cast<char>(byte); };
  const auto tail = [&](unsigned shift) { put(0x80U | (point >> shift & 0x3FU)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | point >> 6U);
    tail(0);
  } else if (point < 0x10000) {
    put(0xE0U | point >> 12U);
    tail(6);
    tail(0);
  } else {
    put(0xF0U | (point >> 18U & 7U));
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}

inline void AppendUtf8(std::string& out, uint32_t point) {
  std::array<char, kMaxUtf8Bytes> bytes{};
  out.append(bytes.data(), WriteUtf8(bytes.data(), point));
}

}  // namespace gatehouse::base

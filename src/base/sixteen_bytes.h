// Sixteen characters at once, in vector instructions that GCC and Clang provide on every processor. A comparison sets
// all bits of the bytes for which it is true and none of the others. Shown by the tests of its users: bytes_test.cc,
// request_test.cc, udc_message_test.cc.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/eight_bytes.h"

namespace gatehouse::base {

using SixteenBytes = uint8_t __attribute__((vector_size(16)));
inline constexpr size_t kSixteen = sizeof(SixteenBytes);

[[nodiscard]] inline SixteenBytes LoadSixteen(const char* at) {
  SixteenBytes bytes;
  std::memcpy(&bytes, at, kSixteen);
  return bytes;
}

[[nodiscard]] inline SixteenBytes LoadSixteen(uint64_t first, uint64_t second) {
  using Halves = uint64_t __attribute__((vector_size(16)));
  return reinterpret_cast<SixteenBytes>(Halves{first, second});
}
// A text of fewer than sixteen bytes: contains every byte (some twice), and zeros if it has fewer than four.
[[nodiscard]] inline SixteenBytes LoadFewer(std::string_view text) {
  if (text.size() < kEight) return LoadSixteen(FewBytes(text), FewBytes(text));
  return LoadSixteen(EightBytes(text.data()), EightBytes(text.data() + text.size() - kEight));
}

[[nodiscard]] inline SixteenBytes Larger(SixteenBytes a, SixteenBytes b) { return a > b ? a : b; }

// The highest bit of each byte; the first byte's is the lowest: the bytes for which a comparison is true.
[[nodiscard]] inline uint32_t HighBits(SixteenBytes bytes) {
#if defined(__SSE2__)
  return static_cast<uint32_t>(_mm_movemask_epi8(reinterpret_cast<__m128i>(bytes)));
#else
  std::array<uint8_t, kSixteen> each{};
  std::memcpy(each.data(), &bytes, kSixteen);
  uint32_t bits = 0;
  for (size_t i = 0; i < kSixteen; ++i) bits |= uint32_t{each[i]} >> 7U << i;
  return bits;
#endif
}

// A comparison: true for the bytes from `first` to `last`.
[[nodiscard]] inline SixteenBytes Between(SixteenBytes bytes, uint8_t first, uint8_t last) {
  return static_cast<SixteenBytes>((bytes - first) <= static_cast<uint8_t>(last - first));
}

// Whether a comparison is true for any byte.
[[nodiscard]] inline bool AnySet(SixteenBytes comparison) { return HighBits(comparison) != 0; }
// The index of the first byte for which it is true; there must be one.
[[nodiscard]] inline size_t FirstSet(SixteenBytes comparison) {
  return static_cast<size_t>(std::countr_zero(HighBits(comparison)));
}

inline constexpr size_t kSixtyFour = 4 * kSixteen;

// A bit for each of the 64 bytes of `text` from `begin` on, the lowest for the first: whether it is of a kind, which is
// a comparison of sixteen bytes. Behind the text's end stand blanks.
template <typename Kind>
[[nodiscard]] uint64_t BitsOfSixtyFour(std::string_view text, size_t begin, Kind kind) {
  std::array<char, kSixtyFour> room;
  const char* bytes = text.data() + begin;
  if (text.size() - begin < kSixtyFour) {
    room.fill(' ');
    text.substr(begin).copy(room.data(), kSixtyFour);
    bytes = room.data();
  }
  // Written out, as compilers leave a loop here.
  const auto part = [&](size_t at) { return uint64_t{HighBits(kind(LoadSixteen(bytes + at)))} << at; };
  return part(0) | part(kSixteen) | part(2 * kSixteen) | part(3 * kSixteen);
}

}  // namespace gatehouse::base

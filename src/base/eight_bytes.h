// Text compared as 8-byte integers, for checks that every request needs: one instruction compares eight characters. The
// numbers are in the processor's byte order; only use them for comparisons. Shown by eight_bytes_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace gatehouse::base {

inline constexpr size_t kEight = sizeof(uint64_t);

[[nodiscard]] inline uint64_t EightBytes(const char* at) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

// A text of fewer than eight bytes as one number: contains every byte (some twice) and zeros. The position of a byte
// depends only on the text's length, so two texts of equal length are equal if their numbers are.
[[nodiscard]] inline uint64_t FewBytes(std::string_view text) {
  const size_t size = text.size();
  if (size >= sizeof(uint32_t)) {
    uint32_t first = 0;
    uint32_t last = 0;
    std::memcpy(&first, text.data(), sizeof first);
    std::memcpy(&last, text.data() + size - sizeof last, sizeof last);
    return first | uint64_t{last} << 32U;
  }
  if (size == 0) return 0;
  const auto byte = [&](size_t i) { return uint32_t{static_cast<uint8_t>(text[i])}; };
  return byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
}

// Whether `holds` is true for the whole text, tested eight bytes at a time: a short text is one number; of a longer
// one, the last number overlaps the one before. With a second text of the same length, tests both together.
template <typename Predicate>
[[nodiscard, gnu::always_inline]] inline bool AllOfEights(std::string_view text, Predicate holds) {
  if (text.size() < kEight) return holds(FewBytes(text));
  const size_t last = text.size() - kEight;
  for (size_t i = 0; i < last; i += kEight) {
    if (!holds(EightBytes(&text[i]))) return false;
  }
  return holds(EightBytes(&text[last]));
}
template <typename Predicate>
[[nodiscard, gnu::always_inline]] inline bool AllOfEights(std::string_view text, std::string_view other,
                                                          Predicate holds) {
  if (text.size() < kEight) return holds(FewBytes(text), FewBytes(other));
  const size_t last = text.size() - kEight;
  for (size_t i = 0; i < last; i += kEight) {
    if (!holds(EightBytes(&text[i]), EightBytes(&other[i]))) return false;
  }
  return holds(EightBytes(&text[last]), EightBytes(&other[last]));
}

// Converts each of the eight bytes that is A to Z to lower case.
[[nodiscard]] constexpr uint64_t LowerOfEight(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighBits = kOnes << 7U;
  const uint64_t low = bytes & ~kHighBits;  // so that no sum carries into the next byte
  const uint64_t from_a = low + kOnes * (0x80U - 'A');
  const uint64_t behind_z = low + kOnes * (0x7FU - 'Z');
  const uint64_t capital = from_a & ~behind_z & ~bytes & kHighBits;
  return bytes | capital >> 2U;  // 0x20, the bit that differs between the cases
}

}  // namespace gatehouse::base

// Sixteen characters at once, in vector instructions that GCC and Clang provide on every processor. A comparison sets
// all bits of the bytes for which it is true and none of the others. Shown by the tests of its users: bytes_test.cc,
// request_test.cc, udc_message_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

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

// Whether any bit is set.
[[nodiscard]] inline bool AnySet(SixteenBytes bytes) {
  std::array<uint64_t, 2> halves{};
  static_assert(sizeof halves == sizeof bytes);
  std::memcpy(halves.data(), &bytes, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

}  // namespace gatehouse::base

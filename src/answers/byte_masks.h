// Classifies the bytes of a text, 64 at a time, as bit masks for the sieve. Needs AVX2; twice as fast with AVX-512; no
// other processors. Tests: byte_masks_test.cc and sieve_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gatehouse::answers {

inline constexpr size_t kBlock = 64;

// Masks of a block, one bit per byte unless stated otherwise; the lowest bit is the first byte.
struct ByteMasks {
  uint64_t fours = 0;    // all four bytes of its aligned group are letters, digits, '_', '-' or '.'
  uint16_t codes = 0;    // one bit per such group: all four are of base64, letters, digits, '+', '/', '-' or '_'
  uint64_t words = 0;    // letters and digits
  uint64_t pairs = 0;    // 'b' followed by 'a', 'e' or 'h', in either case; also a final 'b'
  uint64_t signs = 0;    // '@'
  uint64_t dollars = 0;  // '$'
};

// Reads `masks.size()` blocks that begin at `text`.
using ReadMasks = void (*)(const char* text, std::span<ByteMasks> masks);

// The implementations that this processor supports, the fastest first.
[[nodiscard]] std::span<const ReadMasks> MaskReaders();

}  // namespace gatehouse::answers

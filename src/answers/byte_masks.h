// What the bytes of a text are, 64 at once, as bits: what the sieve reads. With AVX2, twice as fast with AVX-512; no
// other processors. Tests: byte_masks_test.cc and sieve_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gatehouse::answers {

inline constexpr size_t kBlock = 64;

// Of a block, a bit per byte, the first byte's lowest.
struct ByteMasks {
  uint64_t fours = 0;    // all four bytes of its aligned group are letters, digits, '_', '-' or '.'
  uint64_t words = 0;    // letters and digits
  uint64_t pairs = 0;    // 'b' with 'a', 'e' or 'h' behind it, in either case; the last byte, where it is a 'b'
  uint64_t signs = 0;    // '@'
  uint64_t dollars = 0;  // '$'
};

// Reads `masks.size()` blocks that begin at `text`.
using ReadMasks = void (*)(const char* text, std::span<ByteMasks> masks);

// Those that this processor can run, the fastest first.
[[nodiscard]] std::span<const ReadMasks> MaskReaders();

}  // namespace gatehouse::answers

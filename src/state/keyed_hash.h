// Hashes keyed with the region's secret: without reading the file, nobody can target a bucket or an entry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "state/layout.h"

namespace gatehouse::state {

using Secret = std::span<const uint8_t, kSecretBytes>;

struct Hash128 {
  uint64_t low;
  uint64_t high;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

[[nodiscard]] uint64_t KeyedHash(const void* bytes, size_t size, Secret secret);
[[nodiscard]] Hash128 KeyedHash128(const void* bytes, size_t size, Secret secret);
[[nodiscard]] uint64_t PlainHash(const void* bytes, size_t size);

// A bijection in which every input bit affects all output bits (the finalizer of MurmurHash3).
[[nodiscard]] constexpr uint64_t Spread(uint64_t x) {
  x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

}  // namespace gatehouse::state

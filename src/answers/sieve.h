// A fast look at every byte of an answer that shows the few places where a secret may begin, and misses none: what
// stands there is for secret_finder.cc to judge. Vectorscan with the beginnings of all keys reads 4 GB a second, this
// two to three times as much: that is what lets an answer pass as fast as without it. It needs AVX2. Tests:
// sieve_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "answers/byte_masks.h"

namespace gatehouse::answers {

class Sieve {
 public:
  static constexpr size_t kPrefix = 3;  // bytes that it compares
  // The shortest key: its prefix and what follows it, all of it letters, digits, '_', '-' and '.'.
  static constexpr size_t kLeastKey = 15;

  // What it looks for, kPrefix bytes of ASCII each. `read` is one of MaskReaders().
  Sieve(std::span<const std::string_view> prefixes, ReadMasks read);

  // Adds each '@', and each place where a prefix stands that begins with '$'; or with 'b' and 'a', 'e' or 'h' behind
  // it, in either case; or that is the beginning of kLeastKey bytes of a key, and in front of it no letter and no digit
  // but that of an escape. In no order, a place perhaps twice, and a few others too.
  void Find(std::string_view text, std::vector<size_t>& places) const;

 private:
  [[nodiscard]] bool IsPrefix(std::string_view text, size_t at) const;
  // Those of the candidates, counted from `base`, that are places.
  void AddPrefixes(std::string_view text, size_t base, std::span<uint32_t> candidates,
                   std::vector<size_t>& places) const;

  ReadMasks read_;
  std::array<uint64_t, 512> prefixes_{};  // a bit per hash of three bytes
};

}  // namespace gatehouse::answers

// A fast filter over every byte of a response. It reports the few places where a secret may begin, and misses none;
// secret_finder.cc checks each place. Vectorscan with the beginnings of all keys reads 4 GB/s, this filter two to
// three times as much, so that responses are as fast as without it. Needs AVX2. Tests:
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
  static constexpr size_t kPrefix = 3;  // length of a prefix in bytes
  // Minimum length of a key with its prefix; all bytes are letters, digits, '_', '-' or '.'.
  static constexpr size_t kLeastKey = 15;

  // `prefixes`: kPrefix bytes of ASCII each. `read`: one of MaskReaders().
  Sieve(std::span<const std::string_view> prefixes, ReadMasks read);

  // Adds the position of each '@', and of each prefix that begins with '$'; or with 'b' followed by 'a', 'e' or
  // 'h', in either case; or that begins kLeastKey bytes of a key and follows no letter or digit, except that of an
  // escape. Positions are in no order, may repeat, and may include a few false ones. Adds to `runs` a position inside
  // each run of base64 of kLeastRun characters or more (base64_text.h), in order; shorter ones may be added, and a run
  // may repeat.
  void Find(std::string_view text, std::vector<size_t>& places, std::vector<size_t>& runs) const;

 private:
  [[nodiscard]] bool IsPrefix(std::string_view text, size_t at) const;
  void AddPrefix(std::string_view text, size_t at, std::vector<size_t>& places) const;
  // Adds the candidates, relative to `base`, that begin with a prefix.
  void AddPrefixes(std::string_view text, size_t base, std::span<uint32_t> candidates,
                   std::vector<size_t>& places) const;

  ReadMasks read_;
  std::array<uint64_t, 512> prefixes_{};  // one bit per hash of three bytes
};

}  // namespace gatehouse::answers

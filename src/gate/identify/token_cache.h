// Tokens that were verified before, so that an RSA check is paid once per token. Keyed by the whole token under a keyed
// hash with a full compare; an entry of another policy generation is a miss; time and revocation are asked again on
// every hit. Bounded, and no principal holds more than a few entries, so that none pushes out all others. One a worker,
// no locks.
// Shown by token_cache_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/crypto.h"
#include "gate/identify/known_token.h"

namespace gatehouse::gate {

class TokenCache {
 public:
  static constexpr size_t kEntriesPerPrincipal = 4;
  // Of the tokens, which all that is kept of them is in proportion to: 8192 of 6 KiB. Larger ones are fewer.
  static constexpr size_t kMaxTokenBytesKept = size_t{48} << 20;

  explicit TokenCache(size_t max_entries = 8192, size_t max_bytes = kMaxTokenBytesKept);
  ~TokenCache();
  TokenCache(TokenCache&&) noexcept;
  TokenCache& operator=(TokenCache&&) noexcept;

  // The verified token and the index of the rules that verified it; null where it is not known.
  struct Hit {
    const KnownToken* token = nullptr;
    size_t rules = 0;
  };
  [[nodiscard]] Hit Find(std::string_view token, uint64_t generation) const;
  // Returns the stored copy; valid until the next Insert.
  const KnownToken* Insert(std::string_view token, uint64_t generation, size_t rules, KnownToken verified);
  void Erase(std::string_view token);
  [[nodiscard]] size_t size() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::gate

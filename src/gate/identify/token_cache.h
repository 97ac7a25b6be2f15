// Cache of verified tokens, so that an RSA signature is checked once per token. Keyed by a keyed hash of the whole
// token and a full comparison; an entry of another policy generation is a miss; time and revocation are checked again
// on every hit. Bounded, and each principal may hold only a few entries, so that none can evict all others. One per
// worker, no locks.
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
  // Bytes of tokens kept; all other memory of the cache is in proportion: 8192 tokens of 6 KiB, fewer larger ones.
  static constexpr size_t kMaxTokenBytesKept = size_t{48} << 20;

  explicit TokenCache(size_t max_entries = 8192, size_t max_bytes = kMaxTokenBytesKept);
  ~TokenCache();
  TokenCache(TokenCache&&) noexcept;
  TokenCache& operator=(TokenCache&&) noexcept;

  // The verified token and the index of the rules that verified it; null if the token is not cached.
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

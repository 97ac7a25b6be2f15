#include "state/keyed_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gatehouse::state {

uint64_t KeyedHash(const void* bytes, size_t size, Secret secret) {
  return XXH3_64bits_withSecret(bytes, size, secret.data(), secret.size());
}

Hash128 KeyedHash128(const void* bytes, size_t size, Secret secret) {
  const XXH128_hash_t hash = XXH3_128bits_withSecret(bytes, size, secret.data(), secret.size());
  return {hash.low64, hash.high64};
}

uint64_t PlainHash(const void* bytes, size_t size) { return XXH3_64bits(bytes, size); }

}  // namespace gatehouse::state

#include "base/crypto_key_memory.h"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "base/locked_memory.h"

namespace gatehouse::crypto {
namespace {

constexpr size_t kMostPages = 64;  // searched to either side of a block; far more than OpenSSL's heap has

// OpenSSL does not say where its heap is, but there is an inaccessible page at either end, which cannot be locked.
void LockHeapAround(void* block) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  char* const here = static_cast<char*>(block) - reinterpret_cast<uintptr_t>(block) % page;
  for (size_t n = 0; n < kMostPages && mlock(here - n * page, page) == 0; ++n) {
  }
  for (size_t n = 1; n < kMostPages && mlock(here + n * page, page) == 0; ++n) {
  }
}

}  // namespace

void LockSecretsAgain() noexcept {
  base::LockAgain();
  if (CRYPTO_secure_malloc_initialized() == 0) return;
  void* block = OPENSSL_secure_malloc(1);
  if (block == nullptr) return;
  if (CRYPTO_secure_allocated(block) != 0) LockHeapAround(block);
  OPENSSL_secure_free(block);
}

}  // namespace gatehouse::crypto

// Memory for secrets (row B4): locked into RAM as far as the system allows, excluded from core dumps, wiped when given
// back. Only SecretString uses it. Shown by locked_memory_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatehouse::base {

// A block of at least `bytes`, zeroed; never null: out of memory ends the program, as everywhere in it. Thread-safe.
//
//
// Small blocks share pages: RLIMIT_MEMLOCK is often 64 KiB, and a system call for each secret would cost more than the
// secret. A forked child has the pages, but without the lock: mlock(2) is not inherited.
[[nodiscard]] char* TakeLocked(size_t bytes) noexcept;
// `bytes` must be the size passed to TakeLocked. Wipes the whole block.
void GiveBackLocked(char* block, size_t bytes) noexcept;

// Locks in a forked child what the parent had locked.
void LockAgain() noexcept;

struct LockedMemoryUse {
  uint64_t blocks = 0;         // in use
  uint64_t mapped_bytes = 0;   // shared pages stay mapped, big blocks are unmapped when given back
  uint64_t lock_failures = 0;  // mappings that the system refused to lock, mostly because of RLIMIT_MEMLOCK
};
[[nodiscard]] LockedMemoryUse UseOfLockedMemory() noexcept;

}  // namespace gatehouse::base

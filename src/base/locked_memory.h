// Memory for secrets (row B4): locked into RAM as far as the system allows, left out of core dumps, wiped when given
// back. SecretString alone uses it. Shown by locked_memory_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatehouse::base {

// A block of at least `bytes`, zeroed; never null: out of memory ends the program, as everywhere in it. From several
// threads.
//
// Small blocks share pages: RLIMIT_MEMLOCK is often 64 KiB, and a system call for each secret would cost more than the
// secret. A child that a fork makes has the pages, but not locked: mlock(2) isn't inherited.
[[nodiscard]] char* TakeLocked(size_t bytes) noexcept;
// `bytes` as it was asked for. Wipes the whole block.
void GiveBackLocked(char* block, size_t bytes) noexcept;

// In a child that a fork made: locks what the parent had locked.
void LockAgain() noexcept;

struct LockedMemoryUse {
  uint64_t blocks = 0;         // in use
  uint64_t mapped_bytes = 0;   // shared pages stay, big blocks go when they are given back
  uint64_t lock_failures = 0;  // mappings that the system would not lock, mostly for RLIMIT_MEMLOCK
};
[[nodiscard]] LockedMemoryUse UseOfLockedMemory() noexcept;

}  // namespace gatehouse::base

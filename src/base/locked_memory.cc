#include "base/locked_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace gatehouse::base {
namespace {

constexpr size_t kSmallest = 64;
constexpr size_t kLargest = 4096;  // larger blocks get pages of their own
constexpr size_t kClasses = 7;     // 64, 128 … 4096
constexpr size_t kArena = size_t{16} << 10;
static_assert(kSmallest << (kClasses - 1) == kLargest && kArena % kLargest == 0);

struct FreeBlock {
  FreeBlock* next;
};

size_t WholePages(size_t bytes) {
  static const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

class Pool {
 public:
  char* Take(size_t bytes) {
    const std::scoped_lock lock(mutex_);
    ++use_.blocks;
    if (bytes > kLargest) return Map(WholePages(bytes));
    const size_t index = ClassOf(bytes);
    if (free_[index] == nullptr) Refill(index);
    FreeBlock* block = free_[index];
    free_[index] = block->next;
    block->next = nullptr;
    return reinterpret_cast<char*>(block);
  }

  void GiveBack(char* block, size_t bytes) {
    const size_t whole = bytes > kLargest ? WholePages(bytes) : kSmallest << ClassOf(bytes);
    explicit_bzero(block, whole);
    const std::scoped_lock lock(mutex_);
    --use_.blocks;
    if (bytes > kLargest) return Unmap(block, whole);
    auto* freed = new (block) FreeBlock{free_[ClassOf(bytes)]};
    free_[ClassOf(bytes)] = freed;
  }

  void LockAll() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [begin, bytes] : mappings_) {
      if (mlock(begin, bytes) != 0) ++use_.lock_failures;
    }
  }

  LockedMemoryUse Use() {
    const std::scoped_lock lock(mutex_);
    return use_;
  }

 private:
  static size_t ClassOf(size_t bytes) {
    const size_t rounded = std::bit_ceil(bytes < kSmallest ? kSmallest : bytes);
    return static_cast<size_t>(std::countr_zero(rounded) - std::countr_zero(kSmallest));
  }

  void Refill(size_t index) {
    char* arena = Map(kArena);
    const size_t size = kSmallest << index;
    for (size_t at = 0; at < kArena; at += size) free_[index] = new (arena + at) FreeBlock{free_[index]};
  }

  char* Map(size_t bytes) {
    void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) std::abort();
    // The system may refuse both; a secret in plain memory is still better than failing. `use_` counts the failures.
    if (mlock(mapped, bytes) != 0) ++use_.lock_failures;
    madvise(mapped, bytes, MADV_DONTDUMP);
    use_.mapped_bytes += bytes;
    mappings_.emplace_back(static_cast<char*>(mapped), bytes);
    return static_cast<char*>(mapped);
  }

  void Unmap(char* block, size_t bytes) {
    munmap(block, bytes);
    use_.mapped_bytes -= bytes;
    std::erase(mappings_, std::pair(block, bytes));
  }

  std::mutex mutex_;
  std::array<FreeBlock*, kClasses> free_{};
  LockedMemoryUse use_;
  std::vector<std::pair<char*, size_t>> mappings_;
};

// Never destroyed: secrets in static objects are given back after other objects are gone.
Pool& ThePool() {
  static Pool& pool = *new Pool;
  return pool;
}

}  // namespace

char* TakeLocked(size_t bytes) noexcept { return ThePool().Take(bytes); }
void GiveBackLocked(char* block, size_t bytes) noexcept { ThePool().GiveBack(block, bytes); }
void LockAgain() noexcept { ThePool().LockAll(); }
LockedMemoryUse UseOfLockedMemory() noexcept { return ThePool().Use(); }

}  // namespace gatehouse::base

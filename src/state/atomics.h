// Access to the words of the mapped file. Every access goes through these functions, never plain memory access, so that
// processes and threads agree.
#pragma once

#include <atomic>
#include <cstdint>

namespace gatehouse::state {

template <typename T>
[[nodiscard]] inline T Load(T& word, std::memory_order order = std::memory_order_acquire) {
  static_assert(std::atomic_ref<T>::is_always_lock_free);
  return std::atomic_ref<T>(word).load(order);
}

template <typename T>
inline void Store(T& word, T value, std::memory_order order = std::memory_order_release) {
  std::atomic_ref<T>(word).store(value, order);
}

template <typename T>
[[nodiscard]] inline bool Swap(T& word, T expected, T desired) {
  return std::atomic_ref<T>(word).compare_exchange_strong(expected, desired);
}

template <typename T>
inline void AddRelaxed(T& word, T n) {
  std::atomic_ref<T>(word).fetch_add(n, std::memory_order_relaxed);
}

// Raises the word to at least `value`.
inline void Raise(uint64_t& word, uint64_t value) {
  std::atomic_ref<uint64_t> atomic(word);
  uint64_t seen = atomic.load();
  while (seen < value && !atomic.compare_exchange_weak(seen, value)) {
  }
}

struct WordPair {
  uint64_t low;
  uint64_t high;
  friend bool operator==(const WordPair&, const WordPair&) = default;
};

// One compare-and-swap of both words at a 16-byte boundary; a full barrier. Written as assembly on x86-64, because
// compilers provide it only with -mcx16 and may otherwise call a library whose lock other processes do not see.
// The thread sanitizer does not see into it, which is no problem: data reached through these words is never
// accessed plainly.
[[nodiscard]] inline bool SwapPair(uint64_t* at, const WordPair& expected, const WordPair& desired) {
#if defined(__x86_64__)
  bool swapped = false;
  uint64_t low = expected.low;
  uint64_t high = expected.high;
  asm volatile("lock cmpxchg16b (%[at])"
               : "=@ccz"(swapped), "+a"(low), "+d"(high)
               : [at] "r"(at), "b"(desired.low), "c"(desired.high)
               : "memory", "cc");
  return swapped;
#else
  __extension__ using Wide [[gnu::may_alias]] = unsigned __int128;
  const auto wide = [](const WordPair& pair) { return static_cast<Wide>(pair.high) << 64 | pair.low; };
  return __sync_bool_compare_and_swap(reinterpret_cast<Wide*>(at), wide(expected), wide(desired));
#endif
}

}  // namespace gatehouse::state

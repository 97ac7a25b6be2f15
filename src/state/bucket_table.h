// The rate limiter: a sliding window of eight slices for each key, lock-free, in at most 64 bytes per key.
// Never admits more than `count` requests in any window of that length; capacity returns at most an eighth of the
// window late; a live key is never evicted; new keys share overflow buckets when the table is full; a worker
// killed at any point leaves every bucket consistent. doc/state_layout.md has the proof; bucket_table_test.cc a
// brute-force model.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "gate/admit/ledger.h"
#include "state/bucket.h"
#include "state/keyed_hash.h"
#include "state/region.h"

namespace gatehouse::state {

// The limit that a bucket enforces.
struct Quota {
  uint32_t count = 0;
  std::chrono::milliseconds window{0};
  uint64_t limit_id = 0;
};

class BucketTable {
 public:
  // The region must stay in place, and be writable except for Peek and LiveKeys.
  explicit BucketTable(const Region& region);

  // Identifies a bucket: keyed hash of the client's bytes, the limit and its window. Never 0.
  [[nodiscard]] uint64_t KeyOf(const Quota& quota, std::string_view client) const;
  // Prefetches the key's likely cache line; useful as soon as the key is known.
  void Prefetch(uint64_t key) const;

  [[nodiscard]] gate::RateVerdict Take(uint64_t key, const Quota& quota, base::Steady now);
  // Undoes a Take of the same slice of the window; after the slice has ended, nothing changes.
  void GiveBack(uint64_t key, const Quota& quota, base::Steady now);
  // The answer of Take, without counting.
  [[nodiscard]] gate::RateVerdict Peek(uint64_t key, const Quota& quota, base::Steady now) const;

  // Number of slots with a key whose window is not over. Walks the whole table: for `status`, not for requests.
  [[nodiscard]] uint64_t LiveKeys(base::Steady now) const;

  // Number of Takes through this object that used a shared overflow bucket, and of those that were refused because
  // none of these was free.
  [[nodiscard]] uint64_t overflowed() const { return overflowed_; }
  [[nodiscard]] uint64_t turned_away() const { return turned_away_; }

 private:
  class Group;

  [[nodiscard]] bool ReadWindow(const Quota& quota, base::Steady now, bool may_register, Window& window) const;
  [[nodiscard]] bool Over(const BucketHeadState& head, uint64_t now_ms) const;
  [[nodiscard]] Group GroupOf(uint64_t key, std::span<Slot> slots) const;
  [[nodiscard]] uint64_t OverflowKey(uint64_t key, const Quota& quota) const;

  // Requests counted in a shared bucket in the window up to `slice`.
  struct Taken {
    uint32_t count = 0;
    uint32_t slice = 0;
  };
  [[nodiscard]] Taken TakenFromOverflow(uint64_t overflow_key, const Window& window) const;

  // Takes from the key's bucket, claiming one if needed; false if its group has none free. A newly claimed one starts
  // with the count of the shared bucket of `newcomer`; null: with zero.
  [[nodiscard]] bool TakeIn(const Group& group, uint64_t key, Window& window, const Quota* newcomer,
                            gate::RateVerdict& verdict);
  [[nodiscard]] bool Claim(const Group& group, uint64_t key, const Window& window);
  void Settle(const Group& group, size_t place, const BucketHeadState& head, Window& window, const Quota* newcomer);
  [[nodiscard]] bool GiveBackIn(const Group& group, uint64_t key, const Window& window);

  Secret secret_;
  Region::Buckets buckets_;
  uint64_t overflowed_ = 0;
  uint64_t turned_away_ = 0;
};

}  // namespace gatehouse::state

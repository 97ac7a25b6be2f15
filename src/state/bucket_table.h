// The rate limiter: a sliding window of eight slices for each key, lock-free, in at most 64 bytes per key.
// Never admits more than `count` requests in any window of that length; capacity returns at most an eighth of the
// window late; a live key is never evicted; new keys share overflow buckets when the table is full; a worker
// killed at any point leaves every bucket consistent. doc/state_layout.md has the proof; bucket_table_test.cc a
// brute-force model.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gate/admit/ledger.h"
#include "state/bucket.h"
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

  // Limits that several gates share (doc/adr/0036-limits-that-gates-share.md). The key of a bucket is the same on all
  // of them, because they share the secret.
  struct Told {
    uint64_t key = 0;
    uint32_t slice_ms = 0;  // identifies the length of the window
    uint32_t count = 0;     // requests that one gate has admitted
    friend bool operator==(const Told&, const Told&) = default;
  };
  // Appends what this gate has admitted since it was last taken from here, until there are `most`. Continues at
  // `place`, which the caller keeps. Only for one thread of one process: the daemon.
  void TakeUntold(base::Steady now, size_t most, size_t& place, std::vector<Told>& told);
  // Counts what another gate has admitted, as of now. Appends what this gate's own requests had added to that bucket to
  // `own`: it is yet to be told. False if there is no room for the key, or its window is not a usable one. The same
  // thread only.
  [[nodiscard]] bool Hear(const Told& told, base::Steady now, std::vector<Told>& own);

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
  [[nodiscard]] uint32_t SliceOf(const BucketHeadState& head) const;
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

  const Region* region_;
  Region::Buckets buckets_;
  uint64_t overflowed_ = 0;
  uint64_t turned_away_ = 0;
};

}  // namespace gatehouse::state

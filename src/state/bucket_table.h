// The rate limiter: a sliding window in eight slices for each key, lock-free, in at most 64 bytes.
// Never more than `count` places are taken in any window of that length; a place comes back at most an eighth of the
// window after it was due; a live key is never evicted; newcomers to a full table share overflow buckets; a worker
// killed anywhere leaves every bucket whole. doc/state_layout.md has the argument; bucket_table_test.cc the brute-force
// model.
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

// What a bucket is held to.
struct Quota {
  uint32_t count = 0;
  std::chrono::milliseconds window{0};
  uint64_t limit_id = 0;
};

class BucketTable {
 public:
  // The region must stay where it is, and be writable for all but Peek and LiveKeys.
  explicit BucketTable(const Region& region);

  // Whose bucket: the client's bytes under the region's secret, mixed with the limit and its window. Never 0.
  [[nodiscard]] uint64_t KeyOf(const Quota& quota, std::string_view client) const;
  // Brings the key's likely cache line near; worth calling as soon as the key is known.
  void Prefetch(uint64_t key) const;

  [[nodiscard]] gate::RateVerdict Take(uint64_t key, const Quota& quota, base::Steady now);
  // Gives back a place taken in the same slice of the window; later it is too late, and the place stays taken.
  void GiveBack(uint64_t key, const Quota& quota, base::Steady now);
  // What Take would answer; takes nothing.
  [[nodiscard]] gate::RateVerdict Peek(uint64_t key, const Quota& quota, base::Steady now) const;

  // Slots that hold a key whose window is not over. Walks the table: for `status`, not for requests.
  [[nodiscard]] uint64_t LiveKeys(base::Steady now) const;

  // Takes through this object that went to a shared overflow bucket, and that were refused because not even one of
  // those was free.
  [[nodiscard]] uint64_t overflowed() const { return overflowed_; }
  [[nodiscard]] uint64_t turned_away() const { return turned_away_; }

 private:
  class Group;

  [[nodiscard]] bool ReadWindow(const Quota& quota, base::Steady now, bool may_register, Window& window) const;
  [[nodiscard]] bool Over(const BucketHeadState& head, uint64_t now_ms) const;
  [[nodiscard]] Group GroupOf(uint64_t key, std::span<Slot> slots) const;
  [[nodiscard]] uint64_t OverflowKey(uint64_t key, const Quota& quota) const;

  // Places that were taken from a shared bucket in the window up to `slice`.
  struct Taken {
    uint32_t count = 0;
    uint32_t slice = 0;
  };
  [[nodiscard]] Taken TakenFromOverflow(uint64_t overflow_key, const Window& window) const;

  // Takes from the key's bucket, claiming one if need be; false if its group has none. A bucket claimed now starts with
  // what the shared bucket of `newcomer` took; null: with nothing.
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

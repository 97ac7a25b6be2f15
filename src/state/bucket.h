// One key's bucket: how its 64 bytes are read and changed. bucket_table.h finds the bucket, this moves it on.
//
// The head {key, slice, count} changes only by one compare-and-swap of 16 bytes; what earlier slices held stands in
// cells, each tagged with the lap of its slice. Before the head leaves a slice, its count is published in that slice's
// cell (raised, never lowered), and cells that a skipped slice would find under its own tag from an age ago are
// cleared. So the cells behind the head are settled before anybody can see the head past them, and a process killed in
// between has changed nothing that counts. Shown by bucket_table_test.cc.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "gate/admit/ledger.h"
#include "state/atomics.h"
#include "state/layout.h"

namespace gatehouse::state {

// A quota as of one moment: everything in slices.
struct Window {
  uint64_t now_ms = 0;
  uint32_t slice = 0;     // the one that `now` is in
  uint32_t slice_ms = 0;  // an eighth of the window, rounded up
  uint32_t count = 0;     // places in a window
  uint8_t window_class = 0;
};

// Slot::state taken apart: slice 32 bits | tentative 1 | class 7 | count 24.
struct BucketHeadState {
  uint64_t key = 0;
  uint32_t slice = 0;
  uint32_t count = 0;  // while tentative: a number that tells this claim from others
  uint8_t window_class = 0;
  bool tentative = false;

  static constexpr uint32_t kMaxCount = (1U << 24) - 1;
  [[nodiscard]] static BucketHeadState Of(const WordPair& words);
  [[nodiscard]] WordPair Words() const;
  friend bool operator==(const BucketHeadState&, const BucketHeadState&) = default;
};

class Bucket {
 public:
  explicit Bucket(Slot& slot) : slot_(&slot) {}

  [[nodiscard]] uint64_t key(std::memory_order order = std::memory_order_acquire) const {
    return Load(slot_->key, order);
  }
  [[nodiscard]] BucketHeadState Read() const;
  [[nodiscard]] bool Change(const BucketHeadState& from, const BucketHeadState& to) {
    return SwapPair(&slot_->key, from.Words(), to.Words());
  }

  // Makes the bucket `to`'s, from a head nobody needs any more; false if somebody was faster.
  [[nodiscard]] bool Claim(const BucketHeadState& from, const BucketHeadState& to);

  // One try to take a place; false if the bucket changed meanwhile, and nothing is said then. (An out parameter, since
  // a verdict that is copied from level to level costs more than all the rest.)
  [[nodiscard]] bool TryTake(const BucketHeadState& head, const Window& window, gate::RateVerdict& verdict);
  // What TryTake would say.
  [[nodiscard]] gate::RateVerdict Look(const BucketHeadState& head, const Window& window) const;
  // Places taken in the window that ends now.
  [[nodiscard]] uint32_t Taken(const BucketHeadState& head, const Window& window) const;
  // False if the bucket changed meanwhile; does nothing once the slice is over.
  [[nodiscard]] bool TryGiveBack(const BucketHeadState& head, const Window& window);

 private:
  // What each of the last nine slices took, oldest first; the last is the current one.
  struct Tally {
    uint32_t slice = 0;
    uint64_t total = 0;
    std::array<uint32_t, kHistoryCells> taken{};
  };
  [[nodiscard]] Tally Count(const BucketHeadState& head, const Window& window) const;
  [[nodiscard]] uint64_t TotalNow(const BucketHeadState& head) const;
  [[nodiscard]] uint32_t CellCount(const BucketHeadState& head, uint32_t back) const;
  [[nodiscard]] static gate::RateVerdict Admitted(uint32_t slice, uint64_t total, const Window& window);
  [[nodiscard]] static gate::RateVerdict Refused(const Tally& tally, const Window& window);
  [[nodiscard]] bool Unchanged(const BucketHeadState& head) const { return Read() == head; }
  [[nodiscard]] bool Publish(const BucketHeadState& head);
  [[nodiscard]] bool Clear(const BucketHeadState& head, uint64_t first_slice, uint64_t last_slice);

  Slot* slot_;
};

}  // namespace gatehouse::state

// Reads and changes one key's bucket of 64 bytes. bucket_table.h finds the bucket; this class advances it.
//
// The head {key, slice, count} changes only by one 16-byte compare-and-swap; the counts of earlier slices are in
// cells, each tagged with the lap of its slice. Before the head leaves a slice, its count is written to that slice's
// cell (raised, never lowered), and old cells that a skipped slice would otherwise match by its tag are
// cleared. So the cells behind the head are final before anybody can see the head move on, and a process killed in
// between has not changed any result. Shown by bucket_table_test.cc.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "gate/admit/ledger.h"
#include "state/atomics.h"
#include "state/layout.h"

namespace gatehouse::state {

// A quota at one moment, in units of slices.
struct Window {
  uint64_t now_ms = 0;
  uint32_t slice = 0;     // the slice that contains `now`
  uint32_t slice_ms = 0;  // an eighth of the window, rounded up
  uint32_t count = 0;     // requests allowed per window
  uint8_t window_class = 0;
};

// The fields of Slot::state: slice 32 bits | tentative 1 | class 7 | count 24.
struct BucketHeadState {
  uint64_t key = 0;
  uint32_t slice = 0;
  uint32_t count = 0;  // while tentative: a number that identifies this claim
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

  // Replaces an unused head by `to`; false if another process was faster.
  [[nodiscard]] bool Claim(const BucketHeadState& from, const BucketHeadState& to);

  // One attempt to count a request; false if the bucket changed meanwhile, and `verdict` is then not set. (An out
  // parameter, because copying the verdict between levels would cost more than everything else.)
  [[nodiscard]] bool TryTake(const BucketHeadState& head, const Window& window, gate::RateVerdict& verdict);
  // The verdict of TryTake, without counting.
  [[nodiscard]] gate::RateVerdict Look(const BucketHeadState& head, const Window& window) const;
  // Requests counted in the window that ends now.
  [[nodiscard]] uint32_t Taken(const BucketHeadState& head, const Window& window) const;
  // False if the bucket changed meanwhile; does nothing after the slice has ended.
  [[nodiscard]] bool TryGiveBack(const BucketHeadState& head, const Window& window);

  // The mark divides the counts into those that other gates know and those that they do not. One process moves it: the
  // daemon. Returns the unmarked count up to this head, and marks it; 0 if the bucket changed meanwhile.
  [[nodiscard]] uint32_t TakeUntold(const BucketHeadState& head);
  // One attempt to add what another gate has admitted, marked, to the current slice. `untold` is the result of
  // TakeUntold. False if the bucket changed meanwhile: nothing was added or marked.
  [[nodiscard]] bool TryHear(const BucketHeadState& head, const Window& window, uint32_t count, uint32_t& untold);

 private:
  struct Mark {
    uint32_t slice = 0;
    uint32_t count = 0;
  };
  [[nodiscard]] Mark MarkOf(const BucketHeadState& head) const;
  void SetMark(const BucketHeadState& head, const Mark& mark);
  [[nodiscard]] uint32_t Unmarked(const BucketHeadState& head, const Mark& mark) const;
  // Makes `slice` the current one, with `count` requests in it; false if the bucket changed meanwhile.
  [[nodiscard]] bool MoveOn(const BucketHeadState& head, uint32_t slice, uint32_t count);

  // The counts of the last nine slices, the oldest first; the last is the current one.
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

#include "state/bucket.h"

#include <algorithm>

namespace gatehouse::state {
namespace {

// A cell: lap of its slice 12 bits | count 20 bits. Laps repeat after 36,864 slices; Clear() removes cells of
// earlier laps.
constexpr uint32_t kLapBits = 12;
constexpr uint32_t kCellCountBits = 32 - kLapBits;
constexpr uint32_t kMaxCellCount = (1U << kCellCountBits) - 1;
static_assert(gate::kMaxLimitCount <= kMaxCellCount && kMaxCellCount <= BucketHeadState::kMaxCount);

constexpr size_t CellIndex(uint64_t slice) { return slice % kHistoryCells; }
constexpr uint32_t Lap(uint64_t slice) { return static_cast<uint32_t>(slice / kHistoryCells) & ((1U << kLapBits) - 1); }
constexpr uint32_t Cell(uint32_t lap, uint32_t count) { return lap << kCellCountBits | std::min(count, kMaxCellCount); }
constexpr uint32_t LapOf(uint32_t cell) { return cell >> kCellCountBits; }
constexpr uint32_t CountOf(uint32_t cell) { return cell & kMaxCellCount; }

constexpr uint64_t kTentativeBit = uint64_t{1} << 31;
constexpr uint32_t kClassShift = 24;
constexpr uint64_t kClassMask = 0x7f;
static_assert(kWindowClasses <= kClassMask + 1);

// Time from now to the beginning of `slice`, rounded up to whole seconds. Bounded, even for a damaged file.
std::chrono::seconds WaitUntil(uint64_t slice, const Window& window) {
  const uint64_t then_ms = slice * window.slice_ms;
  const uint64_t longest_ms = uint64_t{kHistoryCells + 1} * window.slice_ms;
  const uint64_t wait_ms = then_ms > window.now_ms ? std::min(then_ms - window.now_ms, longest_ms) : 1;
  return std::chrono::seconds{static_cast<int64_t>((wait_ms + 999) / 1000)};
}

}  // namespace

BucketHeadState BucketHeadState::Of(const WordPair& words) {
  return {.key = words.low,
          .slice = static_cast<uint32_t>(words.high >> 32),
          .count = static_cast<uint32_t>(words.high & kMaxCount),
          .window_class = static_cast<uint8_t>(words.high >> kClassShift & kClassMask),
          .tentative = (words.high & kTentativeBit) != 0};
}

WordPair BucketHeadState::Words() const {
  return {key, uint64_t{slice} << 32 | (tentative ? kTentativeBit : 0) | uint64_t{window_class} << kClassShift | count};
}

// Two separate loads. If the head changes between them, the compare-and-swap after a change fails; code that changes
// nothing reads again.
BucketHeadState Bucket::Read() const {
  const uint64_t key = Load(slot_->key, std::memory_order_seq_cst);
  return BucketHeadState::Of({key, Load(slot_->state, std::memory_order_seq_cst)});
}

// The count in the cell of slice `head.slice - back`; 0 if the cell belongs to another lap.
uint32_t Bucket::CellCount(const BucketHeadState& head, uint32_t back) const {
  if (back > head.slice) return 0;
  const uint32_t cell = Load(slot_->cells[CellIndex(head.slice - back)]);
  return LapOf(cell) == Lap(head.slice - back) ? CountOf(cell) : 0;
}

// A caller whose clock is behind the head counts in the head's slice: earlier slices are final.
Bucket::Tally Bucket::Count(const BucketHeadState& head, const Window& window) const {
  Tally tally;
  tally.slice = std::max(window.slice, head.slice);
  const uint32_t ahead = tally.slice - head.slice;
  if (ahead >= kHistoryCells) return tally;
  // The head's own slice, then those before it; the slices between the head and now have no counts.
  tally.total = head.count;
  tally.taken[kHistoryCells - 1 - ahead] = head.count;
  for (uint32_t back = 1; back + ahead < kHistoryCells; ++back) {
    tally.total += tally.taken[kHistoryCells - 1 - ahead - back] = CellCount(head, back);
  }
  return tally;
}

// The same sum for the common case that the head is in the current slice: all cells except the head's own count if
// they are of its lap, or of the lap before if they are after it. Without branches or divisions.
uint64_t Bucket::TotalNow(const BucketHeadState& head) const {
  const size_t own = CellIndex(head.slice);
  const uint32_t lap = Lap(head.slice);
  const uint32_t lap_before = Lap(uint64_t{head.slice} + (uint64_t{kHistoryCells} << kLapBits) - kHistoryCells);
  uint64_t total = head.count;
  for (size_t index = 0; index < kHistoryCells; ++index) {
    const uint32_t cell = Load(slot_->cells[index]);
    const bool counts = LapOf(cell) == (index < own ? lap : lap_before) && index != own;
    total += counts ? CountOf(cell) : 0;
  }
  return total;
}

gate::RateVerdict Bucket::Admitted(uint32_t slice, uint64_t total, const Window& window) {
  return {.admitted = true,
          .remaining = static_cast<uint32_t>(window.count - total - 1),
          .reset = WaitUntil(uint64_t{slice} + kHistoryCells, window)};
}

gate::RateVerdict Bucket::Refused(const Tally& tally, const Window& window) {
  uint64_t held = tally.total;
  uint64_t slices_to_place = 0;  // until one more request is allowed
  uint64_t slices_to_reset = 0;  // until the whole quota is available
  for (uint32_t gone = 0; gone < kHistoryCells; ++gone) {
    held -= tally.taken[gone];
    if (slices_to_place == 0 && held < window.count) slices_to_place = gone + 1;
    if (tally.taken[gone] != 0) slices_to_reset = gone + 1;
  }
  return {.retry_after = WaitUntil(tally.slice + slices_to_place, window),
          .reset = WaitUntil(tally.slice + slices_to_reset, window)};
}

gate::RateVerdict Bucket::Look(const BucketHeadState& head, const Window& window) const {
  const Tally tally = Count(head, window);
  return tally.total < window.count ? Admitted(tally.slice, tally.total, window) : Refused(tally, window);
}

uint32_t Bucket::Taken(const BucketHeadState& head, const Window& window) const {
  return static_cast<uint32_t>(std::min<uint64_t>(Count(head, window).total, BucketHeadState::kMaxCount));
}

bool Bucket::TryTake(const BucketHeadState& head, const Window& window, gate::RateVerdict& verdict) {
  BucketHeadState next = head;
  if (head.slice >= window.slice) {
    if (const uint64_t total = TotalNow(head); total < window.count) {
      ++next.count;
      if (!Change(head, next)) return false;
      verdict = Admitted(head.slice, total, window);
      return true;
    }
  }
  const Tally tally = Count(head, window);
  if (tally.total >= window.count) {
    if (!Unchanged(head)) return false;
    verdict = Refused(tally, window);
    return true;
  }
  if (tally.slice == head.slice) return false;  // changed between the two reads
  if (!MoveOn(head, tally.slice, 1)) return false;
  verdict = Admitted(tally.slice, tally.total, window);
  return true;
}

bool Bucket::MoveOn(const BucketHeadState& head, uint32_t slice, uint32_t count) {
  const uint64_t oldest = slice - std::min(slice, kSlicesInWindow);
  if (!Publish(head) || !Clear(head, std::max(uint64_t{head.slice} + 1, oldest), slice)) return false;
  BucketHeadState next = head;
  next.slice = slice;
  next.count = count;
  return Change(head, next);
}

// A slot that has changed its key has the mark of the old one.
Bucket::Mark Bucket::MarkOf(const BucketHeadState& head) const {
  if (Load(slot_->mark_key) != static_cast<uint32_t>(head.key)) return {};
  return {.slice = Load(slot_->mark_slice), .count = Load(slot_->mark_count)};
}

void Bucket::SetMark(const BucketHeadState& head, const Mark& mark) {
  Store(slot_->mark_slice, mark.slice);
  Store(slot_->mark_count, mark.count);
  Store(slot_->mark_key, static_cast<uint32_t>(head.key));
}

uint32_t Bucket::Unmarked(const BucketHeadState& head, const Mark& mark) const {
  uint64_t total = 0;
  for (uint32_t back = 0; back < kHistoryCells && back <= head.slice; ++back) {
    const uint32_t slice = head.slice - back;
    if (slice < mark.slice) break;
    const uint32_t count = back == 0 ? head.count : CellCount(head, back);
    total += count - std::min(count, slice == mark.slice ? mark.count : 0);
  }
  return static_cast<uint32_t>(std::min<uint64_t>(total, gate::kMaxLimitCount));
}

// A request that was given back after it was told stays marked: it makes up for the next one.
uint32_t Bucket::TakeUntold(const BucketHeadState& head) {
  const Mark mark = MarkOf(head);
  const uint32_t untold = Unmarked(head, mark);
  if (untold == 0 || !Unchanged(head)) return 0;
  SetMark(head, {.slice = head.slice, .count = std::max(head.count, mark.slice == head.slice ? mark.count : 0)});
  return untold;
}

bool Bucket::TryHear(const BucketHeadState& head, const Window& window, uint32_t count, uint32_t& untold) {
  const Mark before = MarkOf(head);
  const uint32_t unmarked = Unmarked(head, before);
  Mark after;
  if (head.slice >= window.slice) {
    BucketHeadState next = head;
    next.count = std::min(head.count + count, kMaxCellCount);
    if (!Change(head, next)) return false;
    const uint32_t known = std::max(head.count, before.slice == head.slice ? before.count : 0);
    after = {.slice = head.slice, .count = std::min(known + count, kMaxCellCount)};
  } else {
    if (!MoveOn(head, window.slice, count)) return false;
    after = {.slice = window.slice, .count = count};
  }
  SetMark(head, after);
  untold = unmarked;
  return true;
}

bool Bucket::TryGiveBack(const BucketHeadState& head, const Window& window) {
  if (head.slice != window.slice || head.count == 0) return true;
  BucketHeadState next = head;
  --next.count;
  return Change(head, next);
}

bool Bucket::Claim(const BucketHeadState& from, const BucketHeadState& to) {
  const uint64_t first = to.slice - std::min(to.slice, kSlicesInWindow);
  return Clear(from, first, to.slice) && Change(from, to);
}

// The head is read again between loading a cell and swapping it: a successful swap therefore changed the cell while
// this head was current.
bool Bucket::Publish(const BucketHeadState& head) {
  if (head.count == 0) return true;
  uint32_t& cell = slot_->cells[CellIndex(head.slice)];
  const uint32_t lap = Lap(head.slice);
  const uint32_t seen = Load(cell);
  if (!Unchanged(head)) return false;
  if (LapOf(seen) == lap && CountOf(seen) >= head.count) return true;
  return Swap(cell, seen, Cell(lap, head.count));
}

bool Bucket::Clear(const BucketHeadState& head, uint64_t first_slice, uint64_t last_slice) {
  for (uint64_t slice = first_slice; slice <= last_slice; ++slice) {
    uint32_t& cell = slot_->cells[CellIndex(slice)];
    const uint32_t seen = Load(cell);
    if (LapOf(seen) != Lap(slice) || CountOf(seen) == 0) continue;
    if (!Unchanged(head) || !Swap(cell, seen, Cell(Lap(slice), 0))) return false;
  }
  return true;
}

}  // namespace gatehouse::state

#include "state/bucket_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "state/keyed_hash.h"

namespace gatehouse::state {
namespace {

// A failed attempt means that another process succeeded; so many in a row mean that something is wrong, and the request
// is refused.
constexpr int kMaxTries = 4096;
// With shorter slices the 32-bit slice number would overflow too soon (2 years at 16 ms); a second has 125 ms.
constexpr uint64_t kMinSliceMs = 16;

}  // namespace

// The slots where a key may be: two groups of neighbours, searched in the same order by all processes. Two groups
// allow the table to be filled much more than one would.
class BucketTable::Group {
 public:
  static constexpr size_t kPlaces = 2 * kGroupSlots;

  Group(std::span<Slot> slots, uint64_t key) : slots_(slots), key_(key), first_(Choose(key)) {}
  [[nodiscard]] Bucket At(size_t place) const {
    const uint64_t group = place < kGroupSlots ? first_ : second();
    return Bucket(slots_[group * kGroupSlots + (key_ + place) % kGroupSlots]);
  }
  [[nodiscard]] Slot* home() const { return &slots_[first_ * kGroupSlots + key_ % kGroupSlots]; }
  [[nodiscard]] uint64_t index() const { return first_; }
  // The first slot with the key.
  [[nodiscard]] std::optional<size_t> Find(uint64_t key) const {
    for (size_t place = 0; place < kPlaces; ++place) {
      if (At(place).key(std::memory_order_seq_cst) == key) return place;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] uint64_t groups() const { return slots_.size() / kGroupSlots; }
  [[nodiscard]] uint64_t Choose(uint64_t hash) const { return (hash >> 32) * groups() >> 32; }
  [[nodiscard]] uint64_t second() const {
    const uint64_t other = Choose(Spread(key_));
    return other != first_ ? other : (other + 1) % groups();  // two places must not be the same slot
  }

  std::span<Slot> slots_;
  uint64_t key_;
  uint64_t first_;
};

BucketTable::BucketTable(const Region& region) : region_(&region), buckets_(region.buckets()) {}

uint64_t BucketTable::KeyOf(const Quota& quota, std::string_view client) const {
  const uint64_t limit = Spread(quota.limit_id + static_cast<uint64_t>(quota.window.count()));
  return std::max<uint64_t>(Spread(KeyedHash(client.data(), client.size(), region_->bucket_secret()) ^ limit), 1);
}

BucketTable::Group BucketTable::GroupOf(uint64_t key, std::span<Slot> slots) const { return {slots, key}; }

void BucketTable::Prefetch(uint64_t key) const { __builtin_prefetch(GroupOf(key, buckets_.slots).home(), 1); }

// The window lengths in use are stored in the file, so that a process that looks for a free slot can tell whether
// another key's window is over.
bool BucketTable::ReadWindow(const Quota& quota, base::Steady now, bool may_register, Window& window) const {
  if (quota.count == 0 || quota.window.count() <= 0) return false;
  const auto window_ms = static_cast<uint64_t>(quota.window.count());
  const uint64_t slice_ms = std::max((window_ms + kSlicesInWindow - 1) / kSlicesInWindow, kMinSliceMs);
  if (slice_ms > UINT32_MAX) return false;
  window.now_ms = static_cast<uint64_t>(std::max<int64_t>(now.time_since_epoch().count(), 0));
  window.slice_ms = static_cast<uint32_t>(slice_ms);
  window.slice = static_cast<uint32_t>(window.now_ms / slice_ms);
  window.count = std::min(quota.count, gate::kMaxLimitCount);
  for (size_t i = 0; i < kWindowClasses; ++i) {
    uint32_t& length = buckets_.head->slice_ms[i];
    uint32_t seen = Load(length);
    if (seen == 0 && may_register) {
      seen = Swap(length, 0U, window.slice_ms) ? window.slice_ms : Load(length);
    }
    if (seen == window.slice_ms) {
      window.window_class = static_cast<uint8_t>(i);
      return true;
    }
  }
  return false;
}

bool BucketTable::Over(const BucketHeadState& head, uint64_t now_ms) const {
  const uint64_t slice_ms = Load(buckets_.head->slice_ms[head.window_class % kWindowClasses]);
  return head.key == 0 || (uint64_t{head.slice} + kHistoryCells) * slice_ms <= now_ms;
}

gate::RateVerdict BucketTable::Take(uint64_t key, const Quota& quota, base::Steady now) {
  gate::RateVerdict verdict;
  Window window;
  const bool known = ReadWindow(quota, now, true, window);
  const Group group = GroupOf(key, buckets_.slots);
  for (int round = 0; known && round < 2; ++round) {
    if (TakeIn(group, key, window, &quota, verdict)) return verdict;

    // Set before the request is counted, so that a process that claims a bucket for this key from now on checks the
    // overflow buckets first.
    Raise(buckets_.head->overflow_until, window.now_ms + uint64_t{kHistoryCells + 1} * window.slice_ms);
    const uint64_t overflow_key = OverflowKey(key, quota);
    const Group overflow = GroupOf(overflow_key, buckets_.overflow);
    if (!TakeIn(overflow, overflow_key, window, nullptr, verdict)) break;
    ++overflowed_;
    // If the key got its own bucket meanwhile, that bucket may lack this count: undo it and count there.
    if (!verdict.admitted || !group.Find(key)) return verdict;
    (void)GiveBackIn(overflow, overflow_key, window);
  }
  ++turned_away_;
  return {.retry_after = std::chrono::seconds{1}, .reset = std::chrono::seconds{1}};
}

bool BucketTable::TakeIn(const Group& group, uint64_t key, Window& window, const Quota* newcomer,
                         gate::RateVerdict& verdict) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const std::optional<size_t> place = group.Find(key);
    if (!place) {
      if (!Claim(group, key, window)) return false;
      continue;
    }
    Bucket bucket = group.At(*place);
    const BucketHeadState head = bucket.Read();
    if (head.key != key) continue;
    if (head.tentative) {
      Settle(group, *place, head, window, newcomer);
      continue;
    }
    if (bucket.TryTake(head, window, verdict)) return true;
  }
  return false;
}

// Puts the key, tentatively, into the first unused slot of its group. False only if there is none; true also
// if another process was faster, because then the group must be searched again.
bool BucketTable::Claim(const Group& group, uint64_t key, const Window& window) {
  for (size_t place = 0; place < Group::kPlaces; ++place) {
    Bucket bucket = group.At(place);
    const BucketHeadState head = bucket.Read();
    if (head.key == key) return true;
    if (!Over(head, window.now_ms)) continue;
    const uint64_t claim = std::atomic_ref(buckets_.head->claims).fetch_add(1);
    (void)bucket.Claim(head, {.key = key,
                              .slice = window.slice,
                              .count = static_cast<uint32_t>(claim & BucketHeadState::kMaxCount),
                              .window_class = window.window_class,
                              .tentative = true});
    return true;
  }
  return false;
}

// Two callers may claim different slots for one key, because they read the clock at different moments. So no request is
// counted in a tentative bucket: a process that finds one searches the group, and either makes it the key's only
// bucket or withdraws it. A settled bucket wins over a tentative one, an earlier slot over a later. Both claims are in
// the file before either process searches, so at least one sees the other; the next caller settles a claim whose
// owner was killed.
void BucketTable::Settle(const Group& group, size_t place, const BucketHeadState& head, Window& window,
                         const Quota* newcomer) {
  constexpr BucketHeadState kFree{};
  for (size_t other = 0; other < Group::kPlaces; ++other) {
    if (other == place || group.At(other).key(std::memory_order_seq_cst) != head.key) continue;
    const BucketHeadState rival = group.At(other).Read();
    if (rival.key != head.key) return;
    if (!rival.tentative || other < place) {
      (void)group.At(place).Change(head, kFree);
      return;
    }
    if (!group.At(other).Change(rival, kFree)) return;
  }
  const Taken before = newcomer == nullptr ? Taken{} : TakenFromOverflow(OverflowKey(head.key, *newcomer), window);
  window.slice = std::max(window.slice, before.slice);
  // Counted under an older slice, it would expire too soon: claim it again.
  if (before.count != 0 && head.slice < window.slice) {
    (void)group.At(place).Change(head, kFree);
    return;
  }
  BucketHeadState settled = head;
  settled.tentative = false;
  settled.count = before.count;
  (void)group.At(place).Change(head, settled);
}

// Shared by new keys of one group under one limit: a flood throttles only the keys that it shares with.
uint64_t BucketTable::OverflowKey(uint64_t key, const Quota& quota) const {
  const uint64_t limit = quota.limit_id + static_cast<uint64_t>(quota.window.count());
  const uint64_t words[2] = {limit, GroupOf(key, buckets_.slots).index()};
  return std::max<uint64_t>(KeyedHash(words, sizeof words, region_->bucket_secret()), 1);
}

// An upper bound of what one key took while it had no bucket of its own, because others used that bucket too.
BucketTable::Taken BucketTable::TakenFromOverflow(uint64_t overflow_key, const Window& window) const {
  if (Load(buckets_.head->overflow_until, std::memory_order_seq_cst) <= window.now_ms) return {};
  const Group group = GroupOf(overflow_key, buckets_.overflow);
  const std::optional<size_t> place = group.Find(overflow_key);
  if (!place) return {};
  const BucketHeadState head = group.At(*place).Read();
  if (head.key != overflow_key || head.tentative) return {};
  return {group.At(*place).Taken(head, window), head.slice};
}

void BucketTable::GiveBack(uint64_t key, const Quota& quota, base::Steady now) {
  Window window;
  if (!ReadWindow(quota, now, false, window)) return;
  if (GiveBackIn(GroupOf(key, buckets_.slots), key, window)) return;
  const uint64_t overflow_key = OverflowKey(key, quota);
  (void)GiveBackIn(GroupOf(overflow_key, buckets_.overflow), overflow_key, window);
}

// False if the key is not in the group.
bool BucketTable::GiveBackIn(const Group& group, uint64_t key, const Window& window) {
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const std::optional<size_t> place = group.Find(key);
    if (!place) return false;
    const BucketHeadState head = group.At(*place).Read();
    if (head.key != key) continue;
    if (head.tentative || group.At(*place).TryGiveBack(head, window)) return true;
  }
  return true;
}

gate::RateVerdict BucketTable::Peek(uint64_t key, const Quota& quota, base::Steady now) const {
  Window window;
  if (!ReadWindow(quota, now, false, window)) {  // nothing was counted under such a window yet
    return {.admitted = quota.count > 0, .remaining = std::max(quota.count, 1U) - 1};
  }
  const uint64_t overflow_key = OverflowKey(key, quota);
  const std::pair<Group, uint64_t> places[] = {{GroupOf(key, buckets_.slots), key},
                                               {GroupOf(overflow_key, buckets_.overflow), overflow_key}};
  for (const auto& [group, wanted] : places) {
    if (const std::optional<size_t> place = group.Find(wanted)) {
      const BucketHeadState head = group.At(*place).Read();
      if (head.key == wanted && !head.tentative) return group.At(*place).Look(head, window);
    }
  }
  Slot empty{};
  return Bucket(empty).Look({.slice = window.slice}, window);
}

void BucketTable::TakeUntold(base::Steady now, size_t most, size_t& place, std::vector<Told>& told) {
  const auto now_ms = static_cast<uint64_t>(std::max<int64_t>(now.time_since_epoch().count(), 0));
  const size_t slots = buckets_.slots.size();
  if (slots == 0) return;
  size_t looked = 0;
  for (; looked < slots && told.size() < most; ++looked) {
    Bucket bucket(buckets_.slots[(place + looked) % slots]);
    const BucketHeadState head = bucket.Read();
    if (head.tentative || Over(head, now_ms)) continue;
    const uint32_t count = bucket.TakeUntold(head);
    if (count != 0) told.push_back({head.key, SliceOf(head), count});
  }
  place = (place + looked) % slots;
}

bool BucketTable::Hear(const Told& told, base::Steady now, std::vector<Told>& own) {
  const Quota quota{.count = gate::kMaxLimitCount,
                    .window = std::chrono::milliseconds{told.slice_ms} * kSlicesInWindow};
  Window window;
  if (told.key == 0 || told.slice_ms < kMinSliceMs || !ReadWindow(quota, now, true, window)) return false;
  const Group group = GroupOf(told.key, buckets_.slots);
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const std::optional<size_t> place = group.Find(told.key);
    if (!place) {
      if (!Claim(group, told.key, window)) return false;
      continue;
    }
    Bucket bucket = group.At(*place);
    const BucketHeadState head = bucket.Read();
    if (head.key != told.key) continue;
    if (head.tentative) {
      Settle(group, *place, head, window, nullptr);
      continue;
    }
    uint32_t untold = 0;
    if (!bucket.TryHear(head, window, std::min(told.count, gate::kMaxLimitCount), untold)) continue;
    if (untold != 0) own.push_back({told.key, SliceOf(head), untold});
    return true;
  }
  return false;
}

uint32_t BucketTable::SliceOf(const BucketHeadState& head) const {
  return Load(buckets_.head->slice_ms[head.window_class % kWindowClasses]);
}

uint64_t BucketTable::LiveKeys(base::Steady now) const {
  const auto now_ms = static_cast<uint64_t>(std::max<int64_t>(now.time_since_epoch().count(), 0));
  return static_cast<uint64_t>(
      std::ranges::count_if(buckets_.slots, [&](Slot& slot) { return !Over(Bucket(slot).Read(), now_ms); }));
}

}  // namespace gatehouse::state

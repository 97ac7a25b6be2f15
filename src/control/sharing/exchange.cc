#include "control/sharing/exchange.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "state/layout.h"

namespace gatehouse::sharing {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostTold = 8'192;   // keys in one batch: 128 KiB
constexpr size_t kMostEntries = 64;   // of one read
constexpr int kMostReads = 64;        // of one round
constexpr uint64_t kKeptMs = 30'000;  // for gates that reconnect
constexpr milliseconds kSign{1'000};  // a gate without news says so often that it is there
constexpr milliseconds kGone{3'500};  // no longer counted among the others
constexpr size_t kMostPeers = 4'096;
constexpr milliseconds kPeerKept{3'600'000};

}  // namespace

Exchange::Exchange(state::Region& region, SharedKey key, uint64_t gate)
    : region_(region), key_(std::move(key)), gate_(gate), buckets_(region), read_until_(region.told_until()) {
  region_.ShareBucketSecret(key_.BucketSecret());
}

// The first batch shows what time it is there; until then, nothing is removed as too old.
void Exchange::Connected() {
  newest_ = {};
  told_at_.reset();
}

base::Result<> Exchange::Round(Stream& stream, base::Steady now) {
  if (auto told = Tell(stream, now); !told) return told;
  return Listen(stream, now);
}

base::Result<> Exchange::Tell(Stream& stream, base::Steady now) {
  if (!unsent_) {
    if (own_.size() < kMostTold) buckets_.TakeUntold(now, kMostTold, slot_, own_);
    if (own_.empty() && told_at_ && now < *told_at_ + kSign) return {};
    const auto end = own_.begin() + static_cast<std::ptrdiff_t>(std::min(own_.size(), kMostTold));
    Batch batch{.gate = gate_, .number = ++number_, .told = {own_.begin(), end}};
    own_.erase(own_.begin(), end);
    for (const auto& told : batch.told) totals_.told += told.count;
    unsent_ = key_.Seal(batch);
  }
  const Place keep_from{.ms = newest_.ms - std::min(newest_.ms, kKeptMs)};
  const auto place = stream.Append(*unsent_, keep_from);
  if (!place) return std::unexpected(place.error());
  unsent_.reset();
  told_at_ = now;
  // A new stream has earlier ids than the one before it, if the clock of its server is behind.
  if (*place <= read_until_) read_until_ = {};
  newest_ = *place;
  return {};
}

base::Result<> Exchange::Listen(Stream& stream, base::Steady now) {
  for (int reads = 0; reads < kMostReads; ++reads) {
    const auto entries = stream.ReadAfter(read_until_, kMostEntries);
    if (!entries) return std::unexpected(entries.error());
    if (!entries->empty()) newest_ = std::max(newest_, entries->back().place);
    for (const Entry& entry : *entries) {
      Hear(entry, now);
      read_until_ = entry.place;
      region_.SetToldUntil(read_until_);
    }
    if (entries->size() < kMostEntries) break;
  }
  return {};
}

void Exchange::Hear(const Entry& entry, base::Steady now) {
  const auto batch = key_.Open(entry.sealed);
  if (!batch) {
    ++totals_.unreadable;
    return;
  }
  if (batch->gate == gate_ || !IsNew(*batch, now)) return;
  const uint64_t age = newest_.ms - std::min(newest_.ms, entry.place.ms);
  for (const auto& told : batch->told) {
    totals_.heard += told.count;
    if (age >= uint64_t{told.slice_ms} * state::kHistoryCells) continue;  // its window is over
    if (!buckets_.Hear(told, now, own_)) totals_.no_room += told.count;
  }
}

bool Exchange::IsNew(const Batch& batch, base::Steady now) {
  if (peers_.size() >= kMostPeers) {
    std::erase_if(peers_, [&](const auto& peer) { return peer.second.heard + kPeerKept < now; });
  }
  Peer& peer = peers_[batch.gate];
  if (batch.number <= peer.number) return false;
  peer = {.number = batch.number, .heard = now};
  return true;
}

Exchange::Totals Exchange::totals(base::Steady now) const {
  Totals totals = totals_;
  totals.gates = static_cast<uint64_t>(
      std::ranges::count_if(peers_, [&](const auto& peer) { return now < peer.second.heard + kGone; }));
  return totals;
}

}  // namespace gatehouse::sharing

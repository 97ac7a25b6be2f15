#include "nginx/places.h"

#include <algorithm>

namespace gatehouse::nginx {

namespace {

size_t Sum(const Places::Held& held) { return size_t{held[0]} + held[1]; }

}  // namespace

bool Places::HasShare(Kind kind, const Held& held, const Slots& slots) const {
  const size_t share = std::max<size_t>(slots.all * static_cast<size_t>(share_) / 100, 1);
  return held[static_cast<size_t>(kind)] >= share;
}

size_t Places::IdleToClose(Kind kind, const base::IpAddress& client, const Slots& slots) const {
  const Held held = Find(client);
  const size_t spare = slots.Spare();
  if (Sum(held) <= spare || Sum(held) > spare + slots.idle || HasShare(kind, held, slots)) return 0;
  return Sum(held) - spare;
}

bool Places::HasRoom(Kind kind, const base::IpAddress& client, const Slots& slots) const {
  const Held held = Find(client);
  return !HasShare(kind, held, slots) && Sum(held) <= slots.Spare();
}

void Places::GiveBack(Kind kind, Entry& entry) {
  --entry.second[static_cast<size_t>(kind)];
  if (entry.second == Held{}) held_.erase(base::IpAddress(entry.first));
}

Places::Held Places::Find(const base::IpAddress& client) const {
  const auto found = held_.find(Of(client));
  return found == held_.end() ? Held{} : found->second;
}

size_t Places::HeldBy(const base::IpAddress& client) const { return Sum(Find(client)); }

void Places::CountRefused(const base::IpAddress& client, base::Wall now) {
  const base::IpAddress key = Of(client);
  auto found = refused_.find(key);
  if (found == refused_.end() && refused_.size() < kMaxNamed) found = refused_.try_emplace(key, Refused{key}).first;
  Refused& refused = found == refused_.end() ? others_ : found->second;
  ++refused.count;
  refused.last = now;
}

}  // namespace gatehouse::nginx

#include "nginx/places.h"

#include <algorithm>

namespace gatehouse::nginx {

bool Places::HasShare(Kind kind, const base::IpAddress& client, const Slots& slots) const {
  const size_t share = std::max<size_t>(slots.all * static_cast<size_t>(share_) / 100, 1);
  return Find(client)[static_cast<size_t>(kind)] >= share;
}

size_t Places::IdleToClose(Kind kind, const base::IpAddress& client, const Slots& slots) const {
  const size_t held = HeldBy(client);
  const size_t spare = slots.Spare();
  if (held <= spare || held > spare + slots.idle || HasShare(kind, client, slots)) return 0;
  return held - spare;
}

bool Places::HasRoom(Kind kind, const base::IpAddress& client, const Slots& slots) const {
  return !HasShare(kind, client, slots) && HeldBy(client) <= slots.Spare();
}

void Places::GiveBack(Kind kind, const base::IpAddress& client) {
  const auto found = held_.find(Of(client));
  if (found == held_.end()) return;
  --found->second[static_cast<size_t>(kind)];
  if (found->second == Held{}) held_.erase(found);
}

Places::Held Places::Find(const base::IpAddress& client) const {
  const auto found = held_.find(Of(client));
  return found == held_.end() ? Held{} : found->second;
}

size_t Places::HeldBy(const base::IpAddress& client) const {
  const Held held = Find(client);
  return size_t{held[0]} + held[1];
}

void Places::CountRefused(const base::IpAddress& client, base::Wall now) {
  const base::IpAddress key = Of(client);
  auto found = refused_.find(key);
  if (found == refused_.end() && refused_.size() < kMaxNamed) found = refused_.try_emplace(key, Refused{key}).first;
  Refused& refused = found == refused_.end() ? others_ : found->second;
  ++refused.count;
  refused.last = now;
}

}  // namespace gatehouse::nginx

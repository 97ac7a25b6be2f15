#include "nginx/places.h"

#include <algorithm>

namespace gatehouse::nginx {

size_t Places::IdleToClose(const base::IpAddress& client, const Slots& slots) const {
  const size_t held = HeldBy(client);
  return held <= slots.free ? 0 : std::min(held - slots.free, slots.idle);
}

bool Places::HasRoom(const base::IpAddress& client, const Slots& slots) const {
  const size_t share = std::max<size_t>(slots.all * static_cast<size_t>(share_) / 100, 1);
  const size_t held = HeldBy(client);
  return held < share && held <= slots.free + slots.idle;
}

void Places::GiveBack(const base::IpAddress& client) {
  const auto found = held_.find(Of(client));
  if (found != held_.end() && --found->second == 0) held_.erase(found);
}

size_t Places::HeldBy(const base::IpAddress& client) const {
  const auto found = held_.find(Of(client));
  return found == held_.end() ? 0 : found->second;
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

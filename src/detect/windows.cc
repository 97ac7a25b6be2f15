#include "detect/windows.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::detect {

Windows::Entry& Windows::Touch(std::string_view subject) {
  const auto found = subjects_.find(subject);
  if (found != subjects_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front();
  }
  entries_.push_front({.subject = std::string(subject), .sightings = {}});
  subjects_.emplace(entries_.front().subject, entries_.begin());
  return entries_.front();
}

// Events of several processes come almost in order, so that those that are too old are all at the front.
void Windows::Forget(Entry& entry, base::Wall before) {
  const auto kept = std::ranges::find_if(entry.sightings, [&](const Sighting& one) { return one.time > before; });
  sightings_ -= static_cast<size_t>(kept - entry.sightings.begin());
  entry.sightings.erase(entry.sightings.begin(), kept);
}

void Windows::KeepBounds() {
  while (entries_.size() > 1 && (entries_.size() > shape_.max_subjects || sightings_ > shape_.max_sightings)) {
    const Entry& oldest = entries_.back();
    sightings_ -= oldest.sightings.size();
    subjects_.erase(oldest.subject);
    entries_.pop_back();
  }
}

// Whether it was told before to wait, and had the time to hear of it. A client that waited so long is told again.
bool Windows::WentOn(Entry& entry, base::Wall time, std::chrono::seconds wait) const {
  if (time >= entry.wait_until) {
    entry.told_at = time;
    entry.wait_until = time + wait;
    return false;
  }
  return time - entry.told_at >= shape_.despite_wait;
}

void Windows::TakeBack(std::string_view subject, uint64_t source, uint64_t nameless) {
  const auto found = subjects_.find(subject);
  if (found == subjects_.end()) return;
  std::vector<Sighting>& sightings = found->second->sightings;
  sightings_ -= std::erase_if(sightings, [&](const Sighting& one) { return one.source == source; });
  const auto newest = std::ranges::find(sightings.rbegin(), sightings.rend(), nameless, &Sighting::source);
  if (newest == sightings.rend()) return;
  sightings.erase(std::next(newest).base());
  --sightings_;
}

std::optional<Windows::Full> Windows::Add(std::string_view subject, const Sighting& sighting,
                                          std::chrono::seconds wait) {
  Entry& entry = Touch(subject);
  if (sighting.time < entry.quiet_until) return std::nullopt;
  if (shape_.despite_wait.count() > 0 && !WentOn(entry, sighting.time, wait)) {
    KeepBounds();
    return std::nullopt;
  }
  Forget(entry, sighting.time - shape_.within);
  const auto same =
      shape_.distinct ? std::ranges::find(entry.sightings, sighting.value, &Sighting::value) : entry.sightings.end();
  Sighting added = sighting;
  if (same != entry.sightings.end()) {  // seen again: counted as different once, and younger now
    added.weight += same->weight;
    entry.sightings.erase(same);
    --sightings_;
  }
  entry.sightings.push_back(added);
  ++sightings_;
  uint64_t events = 0;
  for (const Sighting& one : entry.sightings) events += one.weight;
  if ((shape_.distinct ? entry.sightings.size() : events) < shape_.at_least) {
    KeepBounds();
    return std::nullopt;
  }
  Full full{.events = events, .different = entry.sightings.size(), .first = entry.sightings.front().time, .newest = {}};
  const size_t shown = std::min(entry.sightings.size(), kMostEvidence);
  for (size_t i = entry.sightings.size() - shown; i < entry.sightings.size(); ++i) {
    full.newest.push_back(entry.sightings[i].position);
  }
  full.any_observed = std::ranges::any_of(entry.sightings, &Sighting::observed);
  sightings_ -= entry.sightings.size();
  entry.sightings = {};
  entry.quiet_until = sighting.time + shape_.quiet;
  KeepBounds();
  return full;
}

}  // namespace gatehouse::detect

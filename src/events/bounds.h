// How much of a disk the event log may take. Plain values; the policy's section `events` sets them.
#pragma once

#include <cstdint>
#include <string>

namespace gatehouse::events {

// Beside the log lie so many older files: events.jsonl.1 is the newest of them.
inline constexpr int kKeptFiles = 3;

[[nodiscard]] inline std::string RotatedName(const std::string& path, int n) { return path + "." + std::to_string(n); }

struct Bounds {
  uint64_t max_bytes = 64 << 20;  // of one file; then it is renamed to .1 and a new one begins
  uint64_t min_free = 256 << 20;  // of the volume: below it only high and critical events are written …
  // … but never more than this part of the volume, so that small ones have a log, too.
  static constexpr uint64_t kMostOfVolume = 20;  // a twentieth
};

}  // namespace gatehouse::events

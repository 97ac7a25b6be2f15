// Follows the event log line by line, across rotations and restarts: first lines that were read before, from which
// detection learns again, then new ones. Shown by log_follower_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "control/store/watch_place.h"
#include "detect/finding.h"
#include "events/old_file.h"
#include "events/reader.h"

namespace gatehouse::watch {

class LogFollower {
 public:
  // `seen` is the place up to which everything was seen; without one, all that is there now counts as seen.
  [[nodiscard]] static base::Result<LogFollower> Open(const std::string& path,
                                                      const std::optional<store::WatchPlace>& seen);

  struct Line {
    events::Reader::Line line;
    detect::Position position;
    bool fresh = false;  // not seen before
  };
  // Empty when there is no further whole line yet. A file that was renamed is read until its writers have moved on.
  [[nodiscard]] base::Result<std::optional<Line>> Next(base::Steady now);

  // Behind the last line, without the counts; before the first fresh line, where everything seen ends.
  [[nodiscard]] store::WatchPlace place();
  // The file that was read last is no longer there: lines were rotated away before anybody saw them.
  [[nodiscard]] bool gap() const { return gap_; }

 private:
  LogFollower(std::string path, events::Reader reader) : path_(std::move(path)), reader_(std::move(reader)) {}
  [[nodiscard]] bool Advance();

  std::string path_;
  events::Reader reader_;
  uint64_t file_ = 0;  // number of the one that is read
  std::string inode_;
  std::string fingerprint_;
  detect::Position seen_;  // what begins before it was seen
  store::WatchPlace seen_place_;
  bool fresh_ = false;  // a fresh line was handed out
  bool gap_ = false;
  events::OldFile old_;
  bool leaving_ = false;  // nobody adds to the file any more
};

}  // namespace gatehouse::watch

// When a reader may leave a file of the log that was renamed: once no writer can add to it any more. Writers hold a
// shared lock on their file while they look which one it is and write a line into it (Writer::Write), so that a writer
// that the machine stops in between is waited for. Shown by old_file_test.cc and log_follower_test.cc.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.h"

namespace gatehouse::events {

class OldFile {
 public:
  // For writers without locks: other versions of ours, other programs.
  static constexpr std::chrono::milliseconds kWritersMoveWithin{1500};
  // A process that was stopped for good in the middle of a line must not hold up detection for ever.
  static constexpr std::chrono::seconds kPatience{60};

  // It was not renamed, or something came into it just now.
  void Stays() { since_.reset(); }
  // To be asked again and again while it has another name than the log. After a yes: read to its end once more, then
  // leave it.
  [[nodiscard]] bool MayLeave(int file, base::Steady now);

 private:
  std::optional<base::Steady> since_;
};

}  // namespace gatehouse::events

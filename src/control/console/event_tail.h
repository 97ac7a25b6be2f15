// The end of the event log, for those who look on: its newest lines, and who was refused most often within the last
// hour. Bounded whatever is written. Tests: event_tail_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "events/parsed_event.h"
#include "events/reader.h"

namespace gatehouse::console {

class EventTail {
 public:
  static constexpr size_t kKeptLines = 2000;
  static constexpr uint64_t kReadAtStart = 8 << 20;  // of a log that is there already: bytes from its end
  static constexpr size_t kMinutes = 60;
  static constexpr size_t kMostCallers = 500;  // counted apart within one minute; the others go uncounted

  explicit EventTail(std::string path) : path_(std::move(path)) {}

  // Reads what has come since. From several threads.
  void CatchUp();

  struct Line {
    uint64_t number = 0;  // from 1; grows by one per line
    std::string text;     // the event as it stands in the log
  };
  // Those after `number`, the newest `most` of them, oldest first.
  [[nodiscard]] std::vector<Line> After(uint64_t number, size_t most) const;
  [[nodiscard]] uint64_t last() const;

  struct Caller {
    std::string name;  // the principal, or the address where none is known
    uint64_t count = 0;
  };
  [[nodiscard]] std::vector<Caller> MostRefused(base::Wall now, size_t most) const;

 private:
  struct Minute {
    int64_t minute = -1;  // since 1970
    std::map<std::string, uint64_t, std::less<>> callers;
  };
  void Take(const events::Reader::Line& line);

  std::string path_;
  mutable std::mutex mutex_;
  std::optional<events::Reader> reader_;
  events::LineParser parser_;
  std::deque<Line> lines_;
  uint64_t last_ = 0;
  std::array<Minute, kMinutes> minutes_;
};

}  // namespace gatehouse::console

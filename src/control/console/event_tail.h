// The end of the event log, for the console: its newest lines, and the clients with most refusals in the last
// hour. Memory is bounded, whatever the log contains. Tests: event_tail_test.cc.
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
  static constexpr uint64_t kReadAtStart = 8 << 20;  // bytes from the end of an existing log
  static constexpr size_t kMinutes = 60;
  static constexpr size_t kMostCallers = 500;  // counted separately per minute; further ones are not counted

  explicit EventTail(std::string path) : path_(std::move(path)) {}

  // Reads new lines. Thread-safe.
  void CatchUp();

  struct Line {
    uint64_t number = 0;  // from 1; grows by one per line
    std::string text;     // the event's line in the log
  };
  // Lines after `number`, at most the newest `most`, oldest first.
  [[nodiscard]] std::vector<Line> After(uint64_t number, size_t most) const;
  [[nodiscard]] uint64_t last() const;

  struct Caller {
    std::string name;  // the principal, or else the address
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

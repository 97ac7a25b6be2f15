// A line of the event log as a value again: what detection and other readers go by. Lines come from a file that may be
// cut, doubled, or written by another version. Shown by parsed_event_test.cc, fuzz/event_line_fuzz.cc.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "events/event_type.h"
#include "gate/request/reason.h"

namespace gatehouse::events {

// Views into the parser: valid until its next line.
struct ParsedEvent {
  base::Wall time;
  EventType type = EventType::kRefused;
  gate::Reason reason = gate::Reason::kAllowed;  // kAllowed too where this version does not know it
  bool observed = false;
  std::string_view route;
  std::string_view method;
  std::string_view path;
  std::string_view principal;
  std::string_view issuer;
  std::string_view address;
  std::string_view trace_id;
  std::string_view details;
  std::string_view tried;
  uint64_t retry_after = 0;  // seconds; 0: nothing was said
  uint64_t count = 1;        // of equal events that this line stands for
};

enum class LineFault : uint8_t {
  kUnreadable,   // no JSON object with a time and a type: lost, as doc/events.md says
  kUnknownType,  // of another version: to be passed over
};

class LineParser {
 public:
  [[nodiscard]] std::expected<ParsedEvent, LineFault> Parse(std::string_view line);

 private:
  json::Parser parser_;
};

}  // namespace gatehouse::events

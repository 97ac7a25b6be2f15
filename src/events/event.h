// A security event (rows A14 B12 C10) and its one line of JSON: redacted, bounded, and impossible to forge from within
// a field. Shown by event_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/ip.h"
#include "events/event_type.h"
#include "events/format.h"
#include "gate/request/reason.h"

namespace gatehouse::events {

// Views: valid while the line is made. Empty fields are left out of the line, but time, type, severity, mode and
// generation never.
struct Event {
  base::Wall time;
  EventType type = EventType::kRefused;
  gate::Reason reason = gate::Reason::kAllowed;  // left out if kAllowed
  bool observed = false;                         // mode: "observed" instead of "enforced"
  std::string_view route;
  std::string_view method;
  std::string_view path;
  std::string_view principal;  // the subject
  std::string_view issuer;
  std::optional<base::IpAddress> address;
  std::string_view trace_id;
  // Which password or token was refused: a mark that is the same for the same one, and tells nothing else (tried.h).
  std::string_view tried;
  uint64_t retry_after = 0;  // seconds that the caller was told to wait; left out if none
  uint64_t policy_generation = 0;
  std::string_view details;  // free text
  uint64_t count = 0;        // of equal events that this line stands for; left out if it is for one
};

using LineBuffer = std::array<char, kMaxLineBytes + 1>;

// The line with its newline, at most kMaxLineBytes, always one complete JSON object. It begins at the second byte of
// `buffer`: the first is left for a newline, should the file end in half a line. Never fails.
[[nodiscard]] std::string_view FormatLine(const Event& event, LineBuffer& buffer);

}  // namespace gatehouse::events

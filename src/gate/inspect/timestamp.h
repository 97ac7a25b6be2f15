// ISO 8601 points in time in UDC messages (row B6). Shown by timestamp_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

// Whether the text is an existing date, alone or with a time, a fraction and an offset: 2025-11-22, 20251122T103000,
// 2025-11-22T10:30:00.123456+02:00, …Z; a space may replace the T. Python 3.11's datetime.fromisoformat accepts every
// accepted text after Z is replaced by +00:00, as in the specification's validator. Not accepted, though Python
// accepts them: week dates, separators other than T, t and space, an offset after a bare date, offset minutes above 59,
// and fractions of hours or minutes, which Python reads as fractions of seconds.
[[nodiscard]] bool IsTimestamp(std::string_view text);

}  // namespace gatehouse::gate

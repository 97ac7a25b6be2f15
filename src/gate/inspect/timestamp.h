// ISO 8601 points in time as UDC messages carry them (row B6). Shown by timestamp_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

// Whether the text is a date that exists, alone or with a time, a fraction and an offset: 2025-11-22, 20251122T103000,
// 2025-11-22T10:30:00.123456+02:00, …Z; a space may stand for the T. Whatever is accepted, Python 3.11's
// datetime.fromisoformat accepts after Z has become +00:00, as the specification reads it. Not accepted, though Python
// does: week dates, other separators than T, t and space, an offset behind a bare date, offset minutes beyond 59, a
// fraction of hours or minutes, which it takes for one of seconds.
[[nodiscard]] bool IsTimestamp(std::string_view text);

}  // namespace gatehouse::gate

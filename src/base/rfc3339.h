// Points in time as text (RFC 3339); the only place that writes and reads them. Shown by rfc3339_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace gatehouse::base {

// The last second that RFC 3339 can represent (year 9999), since 1970.
inline constexpr int64_t kLastSecond = 253'402'300'799;

[[nodiscard]] std::string TimeText(Wall time);        // "2026-01-31T12:00:00Z"
[[nodiscard]] std::string TimeTextMillis(Wall time);  // "2026-01-31T12:00:00.250Z"

// Accepts only the form that TimeText writes; the date and the time of day must exist.
[[nodiscard]] std::optional<Wall> ParseTimeText(std::string_view text);
[[nodiscard]] std::optional<Wall> ParseTimeTextMillis(std::string_view text);  // likewise
// Accepts the forms of other services: any fraction (kept to the millisecond), Z or an offset, a leap second.
[[nodiscard]] std::optional<Wall> ParseRfc3339(std::string_view text);

}  // namespace gatehouse::base

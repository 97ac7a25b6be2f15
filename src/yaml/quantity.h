// Durations and sizes as people write them: "24h", "30m", "60s"; "1mb", "1MiB", "1250000". Shown by quantity_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::yaml {

// Only digits: no sign, no leading zero.
[[nodiscard]] std::optional<int64_t> ParseInteger(std::string_view text);

// A whole number and one of s, m, h, d, w (base/duration.h), ignoring case.
[[nodiscard]] std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

// A whole number of bytes, or one with kb mb gb (powers of 1000) or KiB MiB GiB (powers of 1024), ignoring case.
[[nodiscard]] std::optional<int64_t> ParseSize(std::string_view text);

}  // namespace gatehouse::yaml

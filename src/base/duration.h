// Durations as people write them in the policy, in settings and on the command line. Shown by duration_test.cc.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace gatehouse::base {

// A whole number and one of s, m, h, d, w: "90s", "15m", "24h", "7d", "2w". Empty for any other text and for durations
// above kMaxDuration.
inline constexpr std::chrono::seconds kMaxDuration{1'000'000'000'000};
[[nodiscard]] std::optional<std::chrono::seconds> ParseDuration(std::string_view text);

}  // namespace gatehouse::base

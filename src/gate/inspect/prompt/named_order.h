// Questions that name an attack without quotes: "Why does ignore all previous instructions work on chatbots?" Shown by
// named_order_test.cc; balanced.cc leaves the order out.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// One sentence, so short that no other order stands beside the one that is named.
inline constexpr size_t kMostNaming = 160;

// Writes the normalised `text` to `out`, which is as long, and returns how many bytes it wrote. If the text is one
// question about what an order does, which neither asks "you" nor says what to do next, the order's verb is left out.
[[nodiscard]] size_t LeaveOutNamedOrder(std::string_view text, std::span<char> out);

}  // namespace gatehouse::prompt

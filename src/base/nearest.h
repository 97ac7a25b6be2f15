// What was probably meant by a mistyped word, for messages that say so. Shown by nearest_test.cc.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::base {

inline constexpr size_t kMaxNearestWord = 64;  // longer words are nobody's typing mistake

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); both words at most
// kMaxNearestWord long.
[[nodiscard]] size_t EditDistance(std::string_view a, std::string_view b);

// The nearest of `known` that is at most a third of the letters (one at least) away; empty if none is.
[[nodiscard]] std::string_view Nearest(std::string_view typed, std::span<const std::string_view> known);

}  // namespace gatehouse::base

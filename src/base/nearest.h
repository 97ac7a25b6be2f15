// What a mistyped word was meant to be, and which words there are, for error messages. Shown by nearest_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gatehouse::base {

inline constexpr size_t kMaxNearestWord = 64;  // longer words are not corrected

// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). Both words must be at most
// kMaxNearestWord long.
[[nodiscard]] size_t EditDistance(std::string_view a, std::string_view b);

// The nearest of `known` within an edit distance of a third of the letters (at least one); empty if there is none.
[[nodiscard]] std::string_view Nearest(std::string_view typed, std::span<const std::string_view> known);

// "a, b or c".
[[nodiscard]] std::string Alternatives(std::span<const std::string_view> words);

}  // namespace gatehouse::base

// Did you mean: the known word nearest to a mistyped one. Shown by suggest_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gatehouse::cli {

// Edits (insert, delete, replace, swap of neighbours) from one word to the other.
[[nodiscard]] size_t EditDistance(std::string_view a, std::string_view b);

// Empty where none is near: more than a third of the word would have to change.
[[nodiscard]] std::string Nearest(std::string_view typed, std::span<const std::string> known);

}  // namespace gatehouse::cli

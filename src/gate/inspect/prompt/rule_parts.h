// A rule's expression in the parts that are looked for one by one. "this, and at most so many characters later that" is
// expensive as an automaton and cheap once it is known where the first part ended: so an expression is cut at its gaps,
// and the parts are put together again while matches come in (matcher.h). Shown by rule_parts_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::prompt {

// What is found by itself, and the gap in front of it: `.{0,N}`, or `[^.!?\n]{0,N}` where none of those may stand.
struct Part {
  std::string regex;
  uint32_t gap = 0;    // the most bytes between the part before it and this one; of the first part 0
  std::string stops;   // characters of which none stands in the gap
  uint32_t least = 0;  // the fewest bytes that it matches
};

// One of the alternatives of an expression: all of its parts, in this order.
using Chain = std::vector<Part>;

// Cuts at each `|` and gap that stands in no bracket. Alternatives without a gap are one chain of one part.
[[nodiscard]] std::vector<Chain> PartsOf(std::string_view regex);

// An expression cut at each `|` that stands in no bracket.
[[nodiscard]] std::vector<std::string> AlternativesOf(std::string_view regex);

// The fewest bytes that an expression of the kind our rules are matches.
[[nodiscard]] uint32_t LeastBytes(std::string_view regex);
// What each of its matches holds (marks.h), as far as a look at its elements tells.
enum class Needs : uint8_t { kNothing, kSign, kMark };
[[nodiscard]] Needs NeedsOf(std::string_view regex);

}  // namespace gatehouse::prompt

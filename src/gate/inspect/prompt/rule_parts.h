// A rule's expression in the parts that are looked for one by one. "this, and at most so many characters later that" is
// expensive as an automaton and cheap once it is known where the first part ended: so an expression is cut at its gaps,
// and the parts are put together again while matches come in (matcher.h). Shown by rule_parts_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/inspect/prompt/rule_facts.h"

namespace gatehouse::prompt {

// What stands in plain brackets, `a(lead)b`: the rule states that it is the rarest of its chain. It is in each match.
struct Lead {
  std::string regex;
  uint32_t before = 0;  // the most bytes from where the part begins to where the lead ends
  uint32_t behind = 0;  // and from there to the part's end
};

// What is found by itself, and the gap in front of it: `.{0,N}`, or `[^.!?\n]{0,N}` where none of those may stand.
struct Part {
  std::string regex;
  uint32_t gap = 0;   // the most bytes between the part before it and this one; of the first part 0
  std::string stops;  // characters of which none stands in the gap
  Facts facts;        // of the expression
  std::optional<Lead> lead;
};

// With its facts and its lead. An expression with alternatives outside of brackets has no lead.
[[nodiscard]] Part PartOf(std::string regex, uint32_t gap = 0, std::string stops = {});

// One of the alternatives of an expression: all of its parts, in this order.
using Chain = std::vector<Part>;

// Cuts at each `|` and gap that stands in no bracket. Alternatives without a gap are one chain of one part.
[[nodiscard]] std::vector<Chain> PartsOf(std::string_view regex);

// An expression cut at each `|` that stands in no bracket.
[[nodiscard]] std::vector<std::string> AlternativesOf(std::string_view regex);

}  // namespace gatehouse::prompt

// What can be told of an expression without looking for it: how long its matches are, what each of them holds, and how
// rare they are. Understands the kind of expressions that our rules use; of others it may tell too little. Shown by
// rule_facts_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace gatehouse::prompt {

// What each match holds (marks.h), as far as a look at the expression's elements tells.
enum class Needs : uint8_t { kNothing, kSign, kMark };

inline constexpr uint32_t kUnbounded = std::numeric_limits<uint32_t>::max();

// kUnbounded if it is more.
[[nodiscard]] uint32_t Sum(uint32_t a, uint32_t b);

struct Facts {
  uint32_t least = 0;  // bytes of the shortest match
  uint32_t most = 0;   // bytes of the longest match; kUnbounded if there is no limit
  Needs needs = Needs::kNothing;
  double odds = 1;  // that it matches at a place of English text, roughly: letters as often as they are, in any order
  bool anchored = false;            // it holds ^ or $: what it matches depends on where the text begins or ends
  bool holds_end = false;           // it holds $
  bool at_end = false;              // each match ends where the text does, and may begin anywhere
  bool begins_with_letter = false;  // each match does
};
[[nodiscard]] Facts FactsOf(std::string_view regex);

// The length of the expression's element at its start: an escape, a class, or one character.
[[nodiscard]] size_t ElementSize(std::string_view regex);

}  // namespace gatehouse::prompt

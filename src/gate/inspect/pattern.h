// A regular expression of a JSON Schema (ECMA-262, over the bytes of UTF-8), matched in time and stack that grow with
// the text, never exponentially: what std::regex does by default is not fit for text from outside. Shown by
// pattern_test.cc.
#pragma once

#include <regex>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPatternBytes = 1'024;
inline constexpr size_t kMaxPatternStates = 2'000;  // characters, classes and groups with every {n} written out
inline constexpr size_t kMaxPatternInput = 8'192;   // bytes of a text that a pattern reads

class Pattern {
 public:
  // Back-references and patterns beyond the bounds are errors.
  [[nodiscard]] static base::Result<Pattern> Compile(std::string_view text);

  // Whether the pattern matches anywhere in the text. False for more than kMaxPatternInput bytes: ask Reads() first.
  [[nodiscard]] bool Matches(std::string_view text) const;
  [[nodiscard]] static bool Reads(std::string_view text) { return text.size() <= kMaxPatternInput; }

 private:
  explicit Pattern(std::regex regex) : regex_(std::move(regex)) {}
  std::regex regex_;
};

}  // namespace gatehouse::gate

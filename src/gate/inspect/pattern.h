// A regular expression of a JSON Schema (ECMA-262, over the bytes of UTF-8). Matching takes time and stack linear in
// the text, never exponential as with std::regex, which is therefore unfit for untrusted text. Shown by
// pattern_test.cc.
#pragma once

#include <regex>
#include <string_view>

#include "base/error.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPatternBytes = 1'024;
inline constexpr size_t kMaxPatternStates = 2'000;  // characters, classes and groups after expanding every {n}
inline constexpr size_t kMaxPatternInput = 8'192;   // in bytes; longer texts are not matched

class Pattern {
 public:
  // Back-references and patterns beyond the limits are errors.
  [[nodiscard]] static base::Result<Pattern> Compile(std::string_view text);

  // Whether the pattern matches anywhere in the text. False for more than kMaxPatternInput bytes: check Reads() first.
  [[nodiscard]] bool Matches(std::string_view text) const;
  [[nodiscard]] static bool Reads(std::string_view text) { return text.size() <= kMaxPatternInput; }

 private:
  explicit Pattern(std::regex regex) : regex_(std::move(regex)) {}
  std::regex regex_;
};

}  // namespace gatehouse::gate

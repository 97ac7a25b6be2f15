// Runs of the characters of base64 and base64url, of which most keys are made: A-Z a-z 0-9 + / - _. Every text is
// walked once for them. Shown by runs_test.cc.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gatehouse::scan {

// Bytes of a text. Nothing in front of it or behind it would make the run longer.
struct Run {
  size_t from = 0, to = 0;
  [[nodiscard]] size_t size() const { return to - from; }
  bool operator==(const Run&) const = default;
};

inline constexpr size_t kLeastRun = 32;  // shorter ones are not told

// The value of such a character in base64; -1 for any other.
[[nodiscard]] int Base64Value(char c);

// The runs of at least kLeastRun characters, in order. `runs` is overwritten.
void FindRuns(std::string_view text, std::vector<Run>& runs);

// The first run of at least kLeastRun letters and digits in `text` from `from` on; an empty one at its end: there is
// none.
[[nodiscard]] Run PlainRunFrom(std::string_view text, size_t from);

}  // namespace gatehouse::scan

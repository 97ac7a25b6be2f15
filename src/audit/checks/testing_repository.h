// For tests of the checks: files in a folder of their own, and the lines where one rule of a check finds something.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/checks/checks.h"

namespace gatehouse::audit::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, text

// A row of a table of tests: the lines that a rule finds in a text.
struct Case {
  const char* rule;
  const char* text;
  const char* lines;
};

// What the check writes about a folder (without git) that holds these files.
[[nodiscard]] Results ResultsOf(const Check& check, const Files& files);

// "3 7": the lines of the findings of one rule, in order, 0 for a finding without one. "not run", or "left out", where
// the rule finds nothing because it did not run, or because a file was left out. With several files "a.py:3 b.py:7".
[[nodiscard]] std::string Lines(const Check& check, std::string_view rule, const Files& files);

}  // namespace gatehouse::audit::testing

// For tests of the checks: files in a folder of their own, and what one rule of a check finds in them.
#pragma once

#include <string>
#include <string_view>

#include "audit/checks/checks.h"
#include "audit/repository/testing_folder.h"

namespace gatehouse::audit::testing {

// A row of a table of tests: the lines that a rule finds in a text.
struct Case {
  const char* rule;
  const char* text;
  const char* lines;
};

// What the check writes about a folder (without git) that holds these files.
[[nodiscard]] Results ResultsOf(const Check& check, const Files& files);
// The same for a folder that a test made, with git if it made it so.
[[nodiscard]] Results ResultsIn(const Check& check, const Folder& folder);

// "3 7": the lines of the findings of one rule, in order, 0 for a finding without one. "not run", or "left out", where
// the rule finds nothing because it did not run, or because a file was left out. With several files "a.py:3 b.py:7".
[[nodiscard]] std::string Lines(const Check& check, std::string_view rule, const Files& files);

// "a b/c": the files of the findings of one rule, in order, with "-" for a finding without one. Without findings the
// state of the rule: "pass", "not applicable", "not run".
[[nodiscard]] std::string FailedFiles(const Results& results, std::string_view rule);

}  // namespace gatehouse::audit::testing

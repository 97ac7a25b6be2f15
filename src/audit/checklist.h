// A checklist as data, and what an audit says about each of its lines: pass, fail, or a person must answer. Shown by
// checklist_test.cc, tests/audit/test_rows.py.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/answers.h"
#include "audit/repository/finding.h"
#include "audit/scanners/scanner.h"
#include "base/error.h"

namespace gatehouse::audit {

struct ChecklistLine {
  std::string id;  // "droplet/rs256"
  std::string section;
  std::string text;
  std::vector<std::string> rules;
  std::vector<std::string> needs;     // one of these rules must pass: that nothing bad was found shows too little
  std::vector<std::string> scanners;  // one of those that fit the repository must have run
  std::string ask;                    // what no check can tell; empty: the rules say it all
};

struct Checklist {
  std::string id;
  std::string title;
  std::vector<ChecklistLine> lines;
};

// Error.where = "FILE:LINE".
[[nodiscard]] base::Result<Checklist> ParseChecklist(std::string_view yaml, const std::string& origin);
// The three that the program carries (audit/checklists/).
[[nodiscard]] const std::vector<Checklist>& Checklists();

enum class Verdict : uint8_t { kPass, kFail, kPerson };
[[nodiscard]] std::string_view Name(Verdict verdict);  // "pass" "fail" "needs a person"

struct LineVerdict {
  const ChecklistLine* line = nullptr;
  Verdict verdict = Verdict::kPerson;
  std::string why;                 // one sentence
  std::vector<Evidence> evidence;  // for a pass, and beside a failure
  std::vector<size_t> findings;    // indices into the report's findings, those that fail it
  std::optional<Answer> answer;
};

// In the checklist's order. An answer counts where it was given to the words that the line has now.
[[nodiscard]] std::vector<LineVerdict> Judge(const Checklist& checklist, const std::vector<RuleResult>& rules,
                                             const std::vector<Finding>& findings,
                                             const std::vector<ScannerRun>& scanners,
                                             const std::vector<Answer>& answers);

}  // namespace gatehouse::audit

// An audit of a repository: our checks, the scanners of others, the checklists that both fill in. Rows A5 A6 A7 A17 B4
// B5 B14 B15 B16 C12 C13. doc/audit.md says it in words. Shown by audit_test.cc,
// tests/audit/.
#pragma once

#include <string>
#include <vector>

#include "audit/answers.h"
#include "audit/checklist.h"
#include "audit/repository/finding.h"
#include "audit/repository/repository.h"
#include "audit/scanners/scanner.h"
#include "base/error.h"

namespace gatehouse::audit {

struct Request {
  std::string path = ".";
  ScannerOptions scanners;
  std::vector<std::string> checklists;  // ids; empty: all
  std::vector<Answer> answers;
};

struct JudgedChecklist {
  const Checklist* checklist = nullptr;
  std::vector<LineVerdict> lines;

  [[nodiscard]] size_t Count(Verdict verdict) const;
};

struct Report {
  std::string root;
  std::vector<Finding> findings;  // joined, the most severe first
  std::vector<RuleResult> rules;
  std::vector<ScannerRun> scanners;
  std::vector<JudgedChecklist> checklists;
  std::vector<Evidence> left_out;

  // Findings that nobody accepted, of at least that severity; a line that a person answered with no counts as high.
  [[nodiscard]] size_t CountAtLeast(Severity severity) const;
  // The checklists, once more, with these answers.
  void JudgeAgain(const std::vector<Answer>& answers);
};

// Error: the folder cannot be audited at all.
[[nodiscard]] base::Result<Report> RunAudit(const Request& request);

}  // namespace gatehouse::audit

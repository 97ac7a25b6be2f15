#include "audit/audit.h"

#include <algorithm>
#include <tuple>

#include "audit/checks/checks.h"
#include "audit/join.h"

namespace gatehouse::audit {

size_t JudgedChecklist::Count(Verdict verdict) const {
  return static_cast<size_t>(
      std::ranges::count_if(lines, [&](const LineVerdict& line) { return line.verdict == verdict; }));
}

size_t Report::CountAtLeast(Severity severity) const {
  size_t count = static_cast<size_t>(std::ranges::count_if(
      findings, [&](const Finding& finding) { return finding.accepted.empty() && finding.severity >= severity; }));
  if (severity > Severity::kHigh) return count;
  for (const JudgedChecklist& checklist : checklists) {
    count += static_cast<size_t>(std::ranges::count_if(
        checklist.lines, [](const LineVerdict& line) { return line.answer && line.answer->answer == "no"; }));
  }
  return count;
}

void Report::JudgeAgain(const std::vector<Answer>& answers) {
  for (JudgedChecklist& judged : checklists)
    judged.lines = Judge(*judged.checklist, rules, findings, scanners, answers);
}

base::Result<Report> RunAudit(const Request& request) {
  auto repository = Repository::Open(request.path);
  if (!repository) return std::unexpected(repository.error());
  Results results;
  RunChecks(*repository, results);
  Report report{.root = repository->root(), .rules = results.Rules(), .left_out = results.left_out()};
  std::vector<Finding> findings = std::move(results.findings());
  report.scanners = RunScanners(*repository, request.scanners, findings);
  report.findings = JoinDuplicates(std::move(findings));
  std::ranges::stable_sort(report.findings, [](const Finding& a, const Finding& b) {
    return std::tie(b.severity, a.place, a.rule) < std::tie(a.severity, b.place, b.rule);
  });
  for (const Checklist& checklist : Checklists()) {
    const bool is_wanted =
        request.checklists.empty() || std::ranges::find(request.checklists, checklist.id) != request.checklists.end();
    if (!is_wanted) continue;
    report.checklists.push_back(
        {&checklist, Judge(checklist, report.rules, report.findings, report.scanners, request.answers)});
  }
  return report;
}

}  // namespace gatehouse::audit

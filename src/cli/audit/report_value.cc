#include <algorithm>
#include <array>

#include "cli/audit/report.h"

namespace gatehouse::cli {
namespace {

Value PlaceValue(const audit::Place& place) {
  Value value = Object({{"file", place.file}});
  if (place.line > 0) value.Set("line", place.line);
  if (place.column > 0) value.Set("column", place.column);
  return value;
}

Value EvidenceValue(const std::vector<audit::Evidence>& evidence) {
  Value list = EmptyList();
  for (const audit::Evidence& each : evidence) {
    Value value = Object({{"what", each.what}});
    if (!each.place.file.empty()) value.Set("place", PlaceValue(each.place));
    list.Add(std::move(value));
  }
  return list;
}

Value FindingValue(const audit::Finding& finding) {
  Value value = Object({{"tool", finding.tool}, {"rule", finding.rule}, {"severity", Name(finding.severity)}});
  if (!finding.place.file.empty()) value.Set("place", PlaceValue(finding.place));
  value.Set("what", finding.what);
  value.Set("fix", finding.fix);
  if (!finding.package.empty()) value.Set("package", finding.package);
  if (!finding.ids.empty()) value.Set("ids", finding.ids);
  if (!finding.also_by.empty()) value.Set("also_by", finding.also_by);
  if (!finding.accepted.empty()) value.Set("accepted", finding.accepted);
  return value;
}

Value LineValue(const audit::LineVerdict& line) {
  Value value = Object({{"id", line.line->id}});
  if (!line.line->section.empty()) value.Set("section", line.line->section);
  value.Set("text", line.line->text);
  value.Set("verdict", Name(line.verdict));
  value.Set("why", line.why);
  Value findings = EmptyList();
  for (const size_t index : line.findings) findings.Add(index);
  value.Set("findings", std::move(findings));
  value.Set("evidence", EvidenceValue(line.evidence));
  if (line.answer) {
    value.Set("answer", Object({{"answer", line.answer->answer},
                                {"by", line.answer->by},
                                {"date", line.answer->date},
                                {"note", line.answer->note},
                                {"key", line.answer->KeyId()}}));
  }
  return value;
}

Value Summary(const audit::Report& report) {
  std::array<size_t, 5> counts{};
  size_t accepted = 0;
  for (const audit::Finding& finding : report.findings) {
    if (finding.accepted.empty())
      ++counts[static_cast<size_t>(finding.severity)];
    else
      ++accepted;
  }
  Value summary;
  for (size_t i = counts.size(); i-- > 0;) summary.Set(std::string(Name(static_cast<audit::Severity>(i))), counts[i]);
  summary.Set("accepted", accepted);
  return summary;
}

}  // namespace

Value ReportValue(const audit::Report& report, base::Wall now) {
  Value value = Object({{"root", report.root}, {"time", TimeText(now)}, {"summary", Summary(report)}});
  Value checklists = EmptyList();
  for (const audit::JudgedChecklist& checklist : report.checklists) {
    Value lines = EmptyList();
    for (const audit::LineVerdict& line : checklist.lines) lines.Add(LineValue(line));
    checklists.Add(Object({{"id", checklist.checklist->id},
                           {"title", checklist.checklist->title},
                           {"passed", checklist.Count(audit::Verdict::kPass)},
                           {"failed", checklist.Count(audit::Verdict::kFail)},
                           {"need_a_person", checklist.Count(audit::Verdict::kPerson)},
                           {"lines", std::move(lines)}}));
  }
  value.Set("checklists", std::move(checklists));
  Value findings = EmptyList();
  for (const audit::Finding& finding : report.findings) findings.Add(FindingValue(finding));
  value.Set("findings", std::move(findings));
  Value rules = EmptyList();
  for (const audit::RuleResult& rule : report.rules) {
    Value each = Object({{"id", rule.rule->id}, {"title", rule.rule->title}, {"state", Name(rule.state)}});
    if (!rule.why.empty()) each.Set("why", rule.why);
    each.Set("passes", rule.passes);
    each.Set("evidence", EvidenceValue(rule.evidence));
    rules.Add(std::move(each));
  }
  value.Set("rules", std::move(rules));
  Value scanners = EmptyList();
  for (const audit::ScannerRun& run : report.scanners) {
    Value each = Object({{"name", run.name}, {"state", Name(run.state)}});
    if (!run.why.empty()) each.Set("why", run.why);
    if (!run.version.empty()) each.Set("version", run.version);
    each.Set("findings", run.findings);
    each.Set("milliseconds", run.took.count());
    scanners.Add(std::move(each));
  }
  value.Set("scanners", std::move(scanners));
  value.Set("left_out", EvidenceValue(report.left_out));
  return value;
}

}  // namespace gatehouse::cli

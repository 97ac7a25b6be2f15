// Reports of scanners that read code: bandit, semgrep, ggshield.
#include <fmt/format.h>

#include <array>

#include "audit/scanners/report.h"
#include "audit/scanners/report_json.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

struct Word {
  std::string_view word;
  Severity severity;
};
constexpr std::array<Word, 14> kWords = {{{"critical", Severity::kCritical},
                                          {"high", Severity::kHigh},
                                          {"error", Severity::kHigh},
                                          {"important", Severity::kHigh},
                                          {"medium", Severity::kMedium},
                                          {"moderate", Severity::kMedium},
                                          {"warning", Severity::kMedium},
                                          {"low", Severity::kLow},
                                          {"minor", Severity::kLow},
                                          {"negligible", Severity::kLow},
                                          {"info", Severity::kNote},
                                          {"informational", Severity::kNote},
                                          {"note", Severity::kNote},
                                          {"undefined", Severity::kLow}}};

}  // namespace

Severity SeverityOf(std::string_view word, Severity otherwise) {
  const std::string lower = base::AsciiLower(word);
  for (const Word& each : kWords) {
    if (each.word == lower) return each.severity;
  }
  return otherwise;
}

base::Result<std::vector<Finding>> ReadBandit(std::string_view text, const std::string& /*file*/) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!MemberAt(*root, "results")) return base::Fail("its report has no results");
  std::vector<Finding> findings;
  ForEachAt(*root, "results", [&](std::string_view, json::Value each) {
    findings.push_back(
        {.tool = "bandit",
         .rule = TextAt(each, "test_id"),
         .severity = SeverityOf(TextAt(each, "issue_severity"), Severity::kMedium),
         .place = {Relative(TextAt(each, "filename")), NumberAt(each, "line_number"), NumberAt(each, "col_offset") + 1},
         .what = Shortened(TextAt(each, "issue_text")),
         .mend = TextAt(each, "more_info")});
  });
  return findings;
}

base::Result<std::vector<Finding>> ReadSemgrep(std::string_view text, const std::string& /*file*/) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!MemberAt(*root, "results")) return base::Fail("its report has no results");
  std::vector<Finding> findings;
  ForEachAt(*root, "results", [&](std::string_view, json::Value each) {
    if (TextAt(each, "extra.is_ignored") == "true") return;
    findings.push_back(
        {.tool = "semgrep",
         .rule = TextAt(each, "check_id"),
         .severity = SeverityOf(TextAt(each, "extra.severity"), Severity::kMedium),
         .place = {Relative(TextAt(each, "path")), NumberAt(each, "start.line"), NumberAt(each, "start.col")},
         .what = Shortened(TextAt(each, "extra.message")),
         .mend = TextAt(each, "extra.metadata.shortlink")});
  });
  return findings;
}

base::Result<std::vector<Finding>> ReadGgshield(std::string_view text, const std::string& /*file*/) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!MemberAt(*root, "total_incidents") && !MemberAt(*root, "entities_with_incidents"))
    return base::Fail("its report has no incidents");
  std::vector<Finding> findings;
  ForEachAt(*root, "entities_with_incidents", [&](std::string_view, json::Value entity) {
    ForEachAt(entity, "incidents", [&](std::string_view, json::Value incident) {
      Finding finding{.tool = "ggshield",
                      .rule = TextAt(incident, "type"),
                      .severity = Severity::kCritical,
                      .place = {.file = Relative(TextAt(entity, "filename"))},
                      .what = fmt::format("a secret: {} ({})", TextAt(incident, "type"), TextAt(incident, "validity")),
                      .mend = "take it out, and change it: whoever has a clone has it"};
      ForEachAt(incident, "occurrences", [&](std::string_view, json::Value place) {
        if (finding.place.line == 0) finding.place.line = NumberAt(place, "line_start");
      });
      findings.push_back(std::move(finding));
    });
  });
  return findings;
}

}  // namespace gatehouse::audit

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

// Where a report that has its findings in "results" says what, as paths into one of them.
struct ResultFields {
  std::string tool;
  std::string_view ignored;  // "true" there: somebody has accepted it; empty where the tool leaves those out
  std::string_view rule, severity, file, line, column;
  size_t first_column;  // the number that the tool gives the first one
  std::string_view what, fix;
  std::string_view unread;  // files that it could not read; a name that no report has where it lists none
};

base::Result<std::vector<Finding>> ReadResults(std::string_view text, const ResultFields& fields) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!HasManyAt(*root, "results")) return base::Fail("its report has no results");
  std::vector<Finding> findings;
  ForEachAt(*root, "results", [&](std::string_view, json::Value each) {
    if (!fields.ignored.empty() && TextAt(each, fields.ignored) == "true") return;
    findings.push_back({.tool = fields.tool,
                        .rule = TextAt(each, fields.rule),
                        .severity = SeverityOf(TextAt(each, fields.severity), Severity::kMedium),
                        .place = {Relative(TextAt(each, fields.file)), NumberAt(each, fields.line),
                                  NumberAt(each, fields.column) + 1 - fields.first_column},
                        .what = Shortened(TextAt(each, fields.what)),
                        .fix = TextAt(each, fields.fix)});
  });
  // A file that it could not read is not a clean file.
  ForEachAt(*root, fields.unread, [&](std::string_view, json::Value each) {
    findings.push_back({.tool = fields.tool,
                        .rule = "not-scanned",
                        .severity = Severity::kLow,
                        .place = {.file = Relative(TextAt(each, fields.file))},
                        .what = "was not scanned: " + Shortened(TextAt(each, "reason")),
                        .fix = "fix what keeps it from being read, or leave it out by the scanner's own settings"});
  });
  return findings;
}

}  // namespace

Severity SeverityOf(std::string_view word, Severity otherwise) {
  const std::string lower = base::AsciiLower(word);
  for (const Word& each : kWords) {
    if (each.word == lower) return each.severity;
  }
  return otherwise;
}

base::Result<std::vector<Finding>> ReadBandit(std::string_view text, const std::string& /*file*/) {
  return ReadResults(text, {.tool = "bandit",
                            .ignored = {},
                            .rule = "test_id",
                            .severity = "issue_severity",
                            .file = "filename",
                            .line = "line_number",
                            .column = "col_offset",
                            .first_column = 0,
                            .what = "issue_text",
                            .fix = "more_info",
                            .unread = "errors"});
}

base::Result<std::vector<Finding>> ReadSemgrep(std::string_view text, const std::string& /*file*/) {
  return ReadResults(text, {.tool = "semgrep",
                            .ignored = "extra.is_ignored",
                            .rule = "check_id",
                            .severity = "extra.severity",
                            .file = "path",
                            .line = "start.line",
                            .column = "start.col",
                            .first_column = 1,
                            .what = "extra.message",
                            .fix = "extra.metadata.shortlink",
                            .unread = "-"});
}

base::Result<std::vector<Finding>> ReadGgshield(std::string_view text, const std::string& /*file*/) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  const bool says_none = TextAt(*root, "total_incidents") == "0";
  if (!says_none && !HasManyAt(*root, "entities_with_incidents")) return base::Fail("its report has no incidents");
  std::vector<Finding> findings;
  ForEachAt(*root, "entities_with_incidents", [&](std::string_view, json::Value entity) {
    ForEachAt(entity, "incidents", [&](std::string_view, json::Value incident) {
      Finding finding{.tool = "ggshield",
                      .rule = TextAt(incident, "type"),
                      .severity = Severity::kCritical,
                      .place = {.file = Relative(TextAt(entity, "filename"))},
                      .what = fmt::format("a secret: {} ({})", TextAt(incident, "type"), TextAt(incident, "validity")),
                      .fix = "take it out, and change it: everyone who has a clone has it"};
      ForEachAt(incident, "occurrences", [&](std::string_view, json::Value place) {
        if (finding.place.line == 0) finding.place.line = NumberAt(place, "line_start");
      });
      findings.push_back(std::move(finding));
    });
  });
  return findings;
}

}  // namespace gatehouse::audit

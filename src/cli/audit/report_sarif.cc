// SARIF 2.1.0, one run per tool. A scanner that did not run is reported as an unsuccessful run, so that a reader does
// not take it for clean.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "cli/audit/report.h"
#include "cli/terminal/sarif.h"

namespace gatehouse::cli {
namespace {

constexpr std::array<std::string_view, 5> kLevels = {"note", "note", "warning", "error", "error"};
// Scores by severity; code scanning services sort by them.
constexpr std::array<std::string_view, 5> kScores = {"1.0", "3.0", "5.5", "8.0", "9.5"};
constexpr size_t kFingerprintBytes = 16;
constexpr const char* kOwnTool = "gatehouse";

std::string Fingerprint(const audit::Finding& finding) {
  const auto digest =
      crypto::Sha256(fmt::format("{}\n{}\n{}\n{}", finding.tool, finding.rule, finding.place.file, finding.what));
  return base::HexEncode({reinterpret_cast<const char*>(digest.data()), kFingerprintBytes});
}

SarifResult Result(const audit::Finding& finding) {
  SarifResult result{
      .message = finding.fix.empty() ? finding.what : fmt::format("{}. To fix it: {}", finding.what, finding.fix),
      .level = std::string(kLevels[static_cast<size_t>(finding.severity)]),
      .place = {.file = finding.place.file, .line = finding.place.line, .column = finding.place.column},
      .fingerprint_name = "gatehouse/v1",
      .fingerprint = Fingerprint(finding),
      .accepted = finding.accepted,
      .properties = Object({{"severity", Name(finding.severity)}})};
  if (!finding.package.empty()) result.properties.Set("package", finding.package);
  if (!finding.ids.empty()) result.properties.Set("ids", finding.ids);
  if (!finding.also_by.empty()) result.properties.Set("alsoFoundBy", finding.also_by);
  return result;
}

// A built-in rule has a title and advice; for a scanner's rule only the name is known.
SarifRule RuleOf(const audit::Report& report, const audit::Finding& finding) {
  const auto severity = static_cast<size_t>(finding.severity);
  SarifRule rule{.id = finding.rule, .level = std::string(kLevels[severity]), .score = std::string(kScores[severity])};
  if (finding.tool != kOwnTool) return rule;
  const auto own = std::ranges::find(report.rules, finding.rule, [](const auto& each) { return each.rule->id; });
  if (own == report.rules.end()) return rule;
  rule.title = own->rule->title;
  rule.help = own->rule->fix;
  return rule;
}

Value Checklists(const audit::Report& report) {
  Value checklists = EmptyList();
  for (const audit::JudgedChecklist& checklist : report.checklists) {
    Value lines = EmptyList();
    for (const audit::LineVerdict& line : checklist.lines) {
      lines.Add(Object(
          {{"id", line.line->id}, {"text", line.line->text}, {"verdict", Name(line.verdict)}, {"why", line.why}}));
    }
    checklists.Add(
        Object({{"id", checklist.checklist->id}, {"title", checklist.checklist->title}, {"lines", std::move(lines)}}));
  }
  return checklists;
}

SarifRun RunOf(const audit::Report& report, const std::string& tool, const std::string& version) {
  SarifRun run(tool, version);
  run.SetRoot(report.root);
  for (const audit::Finding& finding : report.findings) {
    if (finding.tool == tool) run.Add(RuleOf(report, finding), Result(finding));
  }
  return run;
}

Value OwnRun(const audit::Report& report) {
  SarifRun run = RunOf(report, kOwnTool, GATEHOUSE_VERSION);
  for (const audit::Evidence& each : report.left_out) {
    run.Note("warning", each.place.file.empty() ? each.what : each.place.file + ": " + each.what);
  }
  for (const audit::RuleResult& each : report.rules) {
    if (each.state != audit::State::kNotRun) continue;
    run.Note("error", fmt::format("{} was not run: {}", each.rule->id, each.why));
  }
  run.SetProperties(Object({{"checklists", Checklists(report)}}));
  return run.Take();
}

Value ScannersRun(const audit::Report& report, const audit::ScannerRun& scanner) {
  SarifRun run = RunOf(report, scanner.name, scanner.version);
  if (scanner.state == audit::ScannerRun::State::kNotRun) {
    run.SetFailed();
    run.Note("error", "not run: " + scanner.why);
  }
  return run.Take();
}

}  // namespace

Value ReportSarif(const audit::Report& report) {
  Value::List runs = {OwnRun(report)};
  for (const audit::ScannerRun& scanner : report.scanners) {
    if (scanner.state != audit::ScannerRun::State::kNothingToScan) runs.push_back(ScannersRun(report, scanner));
  }
  return SarifLog(std::move(runs));
}

}  // namespace gatehouse::cli

// SARIF 2.1.0: a run per tool. A scanner that has not run is a run that did not succeed, so that no reader takes it for
// clean.
#include <fmt/format.h>

#include <array>
#include <map>

#include "base/bytes.h"
#include "base/crypto.h"
#include "cli/audit/report.h"

namespace gatehouse::cli {
namespace {

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::array<std::string_view, 5> kLevels = {"note", "note", "warning", "error", "error"};
// What code scanning services sort by.
constexpr std::array<std::string_view, 5> kScores = {"1.0", "3.0", "5.5", "8.0", "9.5"};
constexpr size_t kFingerprintBytes = 16;

std::string Fingerprint(const audit::Finding& finding) {
  const auto digest =
      crypto::Sha256(fmt::format("{}\n{}\n{}\n{}", finding.tool, finding.rule, finding.place.file, finding.what));
  return base::HexEncode({reinterpret_cast<const char*>(digest.data()), kFingerprintBytes});
}

Value Location(const audit::Place& place) {
  Value physical =
      Object({{"artifactLocation", Object({{"uri", base::PercentEncode(place.file, "/")}, {"uriBaseId", "SRCROOT"}})}});
  if (place.line > 0) {
    Value region = Object({{"startLine", place.line}});
    if (place.column > 0) region.Set("startColumn", place.column);
    physical.Set("region", std::move(region));
  }
  return Object({{"physicalLocation", std::move(physical)}});
}

Value Result(const audit::Finding& finding, size_t rule_index) {
  const auto severity = static_cast<size_t>(finding.severity);
  Value result = Object(
      {{"ruleId", finding.rule},
       {"ruleIndex", rule_index},
       {"level", kLevels[severity]},
       {"message",
        Object({{"text", finding.mend.empty() ? finding.what
                                              : fmt::format("{}. To mend it: {}", finding.what, finding.mend)}})}});
  Value locations = EmptyList();
  if (!finding.place.file.empty()) locations.Add(Location(finding.place));
  result.Set("locations", std::move(locations));
  result.Set("partialFingerprints", Object({{"gatehouse/v1", Fingerprint(finding)}}));
  if (!finding.accepted.empty()) {
    Value suppressions = EmptyList();
    suppressions.Add(Object({{"kind", "inSource"}, {"justification", finding.accepted}}));
    result.Set("suppressions", std::move(suppressions));
  }
  Value properties = Object({{"severity", Name(finding.severity)}});
  if (!finding.package.empty()) properties.Set("package", finding.package);
  if (!finding.ids.empty()) properties.Set("ids", finding.ids);
  if (!finding.also_by.empty()) properties.Set("alsoFoundBy", finding.also_by);
  result.Set("properties", std::move(properties));
  return result;
}

Value RuleValue(const audit::Finding& finding, const audit::RuleResult* own) {
  const auto severity = static_cast<size_t>(finding.severity);
  Value rule = Object({{"id", finding.rule}});
  if (own != nullptr) {
    rule.Set("shortDescription", Object({{"text", own->rule->title}}));
    rule.Set("help", Object({{"text", own->rule->mend}}));
  }
  rule.Set("defaultConfiguration", Object({{"level", kLevels[severity]}}));
  rule.Set("properties", Object({{"security-severity", kScores[severity]}}));
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

// One tool's run: its rules in the order in which they are met, its results.
Value Run(const audit::Report& report, const std::string& tool, const std::string& version,
          const audit::ScannerRun* scanner) {
  std::map<std::string, size_t> indices;
  Value rules = EmptyList();
  Value results = EmptyList();
  for (const audit::Finding& finding : report.findings) {
    if (finding.tool != tool) continue;
    const auto [at, is_new] = indices.try_emplace(finding.rule, indices.size());
    if (is_new) {
      const audit::RuleResult* own = nullptr;
      for (const audit::RuleResult& each : report.rules) {
        if (tool == "gatehouse" && each.rule->id == finding.rule) own = &each;
      }
      rules.Add(RuleValue(finding, own));
    }
    results.Add(Result(finding, at->second));
  }
  Value driver = Object({{"name", tool}});
  if (!version.empty()) driver.Set("version", version);
  driver.Set("rules", std::move(rules));
  Value invocation = Object({{"executionSuccessful", true}});
  Value notes = EmptyList();
  const auto note = [&](std::string_view level, const std::string& text) {
    notes.Add(Object({{"level", level}, {"message", Object({{"text", text}})}}));
  };
  if (scanner != nullptr && scanner->state == audit::ScannerRun::State::kNotRun) {
    invocation.Set("executionSuccessful", false);
    note("error", "not run: " + scanner->why);
  }
  if (scanner == nullptr) {
    for (const audit::Evidence& each : report.left_out)
      note("warning", each.place.file.empty() ? each.what : each.place.file + ": " + each.what);
    for (const audit::RuleResult& each : report.rules) {
      if (each.state == audit::State::kNotRun)
        note("error", fmt::format("{} was not run: {}", each.rule->id, each.why));
    }
  }
  invocation.Set("toolExecutionNotifications", std::move(notes));
  Value invocations = EmptyList();
  invocations.Add(std::move(invocation));
  Value run =
      Object({{"tool", Object({{"driver", std::move(driver)}})},
              {"invocations", std::move(invocations)},
              {"originalUriBaseIds",
               Object({{"SRCROOT", Object({{"uri", "file://" + base::PercentEncode(report.root, "/") + "/"}})}})},
              {"results", std::move(results)}});
  if (scanner == nullptr) run.Set("properties", Object({{"checklists", Checklists(report)}}));
  return run;
}

}  // namespace

Value ReportSarif(const audit::Report& report) {
  Value runs = EmptyList();
  runs.Add(Run(report, "gatehouse", GATEHOUSE_VERSION, nullptr));
  for (const audit::ScannerRun& scanner : report.scanners) {
    if (scanner.state != audit::ScannerRun::State::kNothingToScan)
      runs.Add(Run(report, scanner.name, scanner.version, &scanner));
  }
  return Object({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", std::move(runs)}});
}

}  // namespace gatehouse::cli

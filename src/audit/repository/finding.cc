#include "audit/repository/finding.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 5> kSeverities = {"note", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 4> kStates = {"pass", "fail", "not applicable", "not run"};

}  // namespace

std::string_view Name(Severity severity) { return kSeverities[static_cast<size_t>(severity)]; }

std::optional<Severity> SeverityNamed(std::string_view name) {
  for (size_t i = 0; i < kSeverities.size(); ++i) {
    if (kSeverities[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

std::string_view Name(State state) { return kStates[static_cast<size_t>(state)]; }

std::string Shown(std::string_view text, size_t max_bytes) {
  const std::string_view shown = base::CutText(text, max_bytes);
  return fmt::format("{}{}", shown, shown.size() < text.size() ? "…" : "");
}

std::string Place::Text() const {
  if (line == 0) return file;
  return column == 0 ? fmt::format("{}:{}", file, line) : fmt::format("{}:{}:{}", file, line, column);
}

void Results::Knows(const Rule& rule) { Of(rule); }

void Results::Fail(const Rule& rule, Place place, std::string what) {
  Of(rule);
  if (findings_.size() == kMaxFindings)
    Leave({}, fmt::format("more than {} findings; the rest is not shown", kMaxFindings));
  if (findings_.size() >= kMaxFindings) return;
  findings_.push_back({.tool = "gatehouse",
                       .rule = std::string(rule.id),
                       .severity = rule.severity,
                       .place = std::move(place),
                       .what = std::move(what),
                       .fix = std::string(rule.fix),
                       .accepted = {},
                       .package = {},
                       .ids = {},
                       .also_by = {}});
}

void Results::Pass(const Rule& rule, Place place, std::string what) {
  RuleResult& result = Of(rule);
  ++result.passes;
  if (result.evidence.size() < kMaxEvidence) result.evidence.push_back({std::move(place), std::move(what)});
}

void Results::NotRun(const Rule& rule, std::string why) { Of(rule).why = std::move(why); }

void Results::Leave(std::string file, std::string why) {
  if (already_left_out_.emplace(file, why).second) left_out_.push_back({{.file = std::move(file)}, std::move(why)});
}

std::vector<RuleResult> Results::Rules() const {
  std::set<std::string_view> failed;
  for (const Finding& finding : findings_) {
    if (finding.accepted.empty()) failed.insert(finding.rule);
  }
  std::vector<RuleResult> rules = rules_;
  for (RuleResult& result : rules) {
    result.state = failed.contains(result.rule->id) ? State::kFail
                   : !result.why.empty()            ? State::kNotRun
                   : result.passes > 0              ? State::kPass
                                                    : State::kNotApplicable;
  }
  return rules;
}

RuleResult& Results::Of(const Rule& rule) {
  const auto [at, is_new] = index_.try_emplace(rule.id, rules_.size());
  if (is_new) rules_.push_back({.rule = &rule});
  return rules_[at->second];
}

}  // namespace gatehouse::audit

#include "audit/checklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "audit/checklist_texts.h"
#include "audit/repository/yaml_tree.h"
#include "base/counted.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 3> kVerdicts = {"pass", "fail", "needs a person"};
constexpr size_t kMaxLineEvidence = 8;

class LineJudge {
 public:
  LineJudge(const std::vector<RuleResult>& rules, const std::vector<Finding>& findings,
            const std::vector<ScannerRun>& scanners)
      : findings_(findings), scanners_(scanners) {
    for (const RuleResult& rule : rules) rules_.emplace(rule.rule->id, &rule);
  }

  [[nodiscard]] LineVerdict Judge(const ChecklistLine& line, const Answer* answer) const {
    LineVerdict verdict{.line = &line};
    std::vector<std::string> not_run;
    size_t passed = 0;
    for (const std::string& id : line.rules) {
      const auto found = rules_.find(id);
      if (found == rules_.end()) continue;
      const RuleResult& rule = *found->second;
      if (rule.state == State::kNotRun) not_run.push_back(fmt::format("{}: {}", id, rule.why));
      passed += rule.state == State::kPass ? 1 : 0;
      for (const Evidence& evidence : rule.evidence) {
        if (verdict.evidence.size() == kMaxLineEvidence) break;
        verdict.evidence.push_back({evidence.place, evidence.what.empty()
                                                        ? std::string(rule.rule->title)
                                                        : fmt::format("{}: {}", rule.rule->title, evidence.what)});
      }
    }
    passed += Scanners(line, verdict, not_run);
    for (size_t i = 0; i < findings_.size(); ++i) {
      if (findings_[i].accepted.empty() && Concerns(line, findings_[i])) verdict.findings.push_back(i);
    }
    if (answer != nullptr) verdict.answer = *answer;
    const bool is_shown = line.needs.empty() || std::ranges::any_of(line.needs, [&](const std::string& id) {
                            const auto found = rules_.find(id);
                            return found != rules_.end() && found->second->state == State::kPass;
                          });
    if (!is_shown) passed = 0;
    Conclude(verdict, passed, not_run, answer);
    return verdict;
  }

 private:
  // A finding that was joined counts for every rule and scanner that it was found by.
  static bool Concerns(const ChecklistLine& line, const Finding& finding) {
    const auto is_by = [&](const std::string& tool, const std::string& rule) {
      if (tool == "gatehouse") return std::ranges::find(line.rules, rule) != line.rules.end();
      return finding.severity >= Severity::kMedium && std::ranges::find(line.scanners, tool) != line.scanners.end();
    };
    if (is_by(finding.tool, finding.rule)) return true;
    return std::ranges::any_of(finding.also_by, [&](const std::string& other) {
      const size_t blank = other.rfind(' ');
      return blank != std::string::npos && is_by(other.substr(0, blank), other.substr(blank + 1));
    });
  }

  size_t Scanners(const ChecklistLine& line, LineVerdict& verdict, std::vector<std::string>& not_run) const {
    size_t ran = 0;
    std::vector<std::string> missing;
    for (const ScannerRun& run : scanners_) {
      if (std::ranges::find(line.scanners, run.name) == line.scanners.end()) continue;
      if (run.state == ScannerRun::State::kRan) {
        ++ran;
        verdict.evidence.push_back({{}, fmt::format("{} {} ran: {} findings", run.name, run.version, run.findings)});
      } else if (run.state == ScannerRun::State::kNotRun) {
        missing.push_back(fmt::format("{}: {}", run.name, run.why));
      }
    }
    // One of them is enough; where none ran, the reason of each is told.
    if (ran == 0 && !line.scanners.empty()) {
      if (missing.empty()) missing.emplace_back("no suitable scanner was run");
      not_run.insert(not_run.end(), missing.begin(), missing.end());
    }
    return ran;
  }

  static void Conclude(LineVerdict& verdict, size_t passed, const std::vector<std::string>& not_run,
                       const Answer* answer) {
    const ChecklistLine& line = *verdict.line;
    if (!verdict.findings.empty()) {
      verdict.verdict = Verdict::kFail;
      verdict.why = base::Counted(verdict.findings.size(), "finding");
    } else if (answer != nullptr) {
      verdict.verdict = answer->answer == "no" ? Verdict::kFail : Verdict::kPass;
      verdict.why = fmt::format("{} answered {} on {}", answer->by, answer->answer, answer->date);
      if (!answer->note.empty()) verdict.why += ": " + answer->note;
    } else if (!line.ask.empty()) {
      verdict.why = line.ask;
    } else if (!not_run.empty()) {
      verdict.why = "not run: " + not_run.front();
      for (size_t i = 1; i < not_run.size(); ++i) verdict.why += "; " + not_run[i];
    } else if (passed == 0) {
      verdict.why = "nothing in this repository shows it";
    } else {
      verdict.verdict = Verdict::kPass;
      verdict.why = base::Counted(passed, "check") + " passed";
    }
  }

  std::map<std::string_view, const RuleResult*> rules_;
  const std::vector<Finding>& findings_;
  const std::vector<ScannerRun>& scanners_;
};

}  // namespace

std::string_view Name(Verdict verdict) { return kVerdicts[static_cast<size_t>(verdict)]; }

base::Result<Checklist> ParseChecklist(std::string_view yaml, const std::string& origin) {
  auto documents = ReadYaml(yaml, origin);
  if (!documents) return std::unexpected(documents.error());
  if (documents->empty()) return base::Fail("Not a checklist", origin);
  const YamlNode& root = documents->front();
  Checklist checklist{.id = root.TextAt("id"), .title = root.TextAt("title"), .lines = {}};
  const YamlNode* const lines = root.Get("lines");
  if (checklist.id.empty() || lines == nullptr) return base::Fail("A checklist has id, title and lines", origin);
  std::set<std::string> ids;
  for (const YamlNode& node : lines->items) {
    ChecklistLine line{.id = checklist.id + "/" + node.TextAt("id"),
                       .section = node.TextAt("section"),
                       .text = node.TextAt("text"),
                       .rules = {},
                       .needs = {},
                       .scanners = {},
                       .ask = node.TextAt("ask")};
    const std::string where = fmt::format("{}:{}", origin, node.line);
    if (node.TextAt("id").empty() || line.text.empty()) return base::Fail("A line has id and text", where);
    if (!ids.insert(line.id).second) return base::Fail(line.id + " is there twice", where);
    if (const YamlNode* rules = node.Get("rules")) line.rules = rules->Texts();
    if (const YamlNode* needs = node.Get("needs")) line.needs = needs->Texts();
    if (const YamlNode* scanners = node.Get("scanners")) line.scanners = scanners->Texts();
    checklist.lines.push_back(std::move(line));
  }
  return checklist;
}

const std::vector<Checklist>& Checklists() {
  static const std::vector<Checklist> checklists = [] {
    std::vector<Checklist> read;
    for (const ChecklistText& text : ChecklistTexts()) {
      auto checklist = ParseChecklist(text.yaml, std::string(text.file));
      if (checklist) read.push_back(std::move(*checklist));
    }
    return read;
  }();
  return checklists;
}

std::vector<LineVerdict> Judge(const Checklist& checklist, const std::vector<RuleResult>& rules,
                               const std::vector<Finding>& findings, const std::vector<ScannerRun>& scanners,
                               const std::vector<Answer>& answers) {
  const LineJudge judge(rules, findings, scanners);
  std::vector<LineVerdict> verdicts;
  for (const ChecklistLine& line : checklist.lines) {
    const Answer* given = nullptr;
    for (const Answer& answer : answers) {
      const std::string& asked = line.ask.empty() ? line.text : line.ask;
      if (answer.line == line.id && answer.question == asked) given = &answer;
    }
    verdicts.push_back(judge.Judge(line, given));
  }
  return verdicts;
}

}  // namespace gatehouse::audit

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/counted.h"
#include "cli/audit/report.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kShownPlaces = 3;  // shown per failing line

struct Mark {
  std::string_view word;
  Tone tone;
};
constexpr std::array<Mark, 3> kMarks = {{{"pass", Tone::kGood}, {"FAIL", Tone::kBad}, {"ask ", Tone::kWarn}}};

class Writer {
 public:
  Writer(const audit::Report& report, bool to_terminal) : report_(report), to_terminal_(to_terminal) {}

  std::string Text() {
    for (const audit::JudgedChecklist& checklist : report_.checklists) Checklist(checklist);
    Findings();
    Scanners();
    LeftOut();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string In(std::string_view text, Tone tone) const {
    return to_terminal_ ? Paint(text, tone, Stream::kData) : std::string(text);
  }
  void Line(std::string_view line) { text_.append(line).push_back('\n'); }

  void Checklist(const audit::JudgedChecklist& checklist) {
    Line(In(fmt::format("{}: {}", checklist.checklist->id, checklist.checklist->title), Tone::kStrong));
    std::string section;
    for (const audit::LineVerdict& line : checklist.lines) {
      if (line.line->section != section) {
        section = line.line->section;
        Line("  " + section);
      }
      const Mark& mark = kMarks[static_cast<size_t>(line.verdict)];
      Line(fmt::format("  {}  {}", In(mark.word, mark.tone), line.line->text));
      if (line.verdict == audit::Verdict::kPerson) Line("        " + Visible(line.why));
      if (line.verdict == audit::Verdict::kPass && line.answer) Line("        " + Visible(line.why));
      if (line.verdict == audit::Verdict::kFail && line.findings.empty()) Line("        " + Visible(line.why));
      for (size_t i = 0; i < line.findings.size() && i < kShownPlaces; ++i) {
        const audit::Finding& finding = report_.findings[line.findings[i]];
        const std::string place = finding.place.Text();
        Line(fmt::format("        {}{}{}", Visible(place), place.empty() ? "" : ": ", Visible(finding.what)));
      }
      if (line.findings.size() > kShownPlaces)
        Line(fmt::format("        and {} more", line.findings.size() - kShownPlaces));
    }
    Line(fmt::format("  {} pass, {} fail, {} need a person", checklist.Count(audit::Verdict::kPass),
                     checklist.Count(audit::Verdict::kFail), checklist.Count(audit::Verdict::kPerson)));
    Line("");
  }

  void Findings() {
    size_t open = 0;
    for (const audit::Finding& finding : report_.findings) {
      if (!finding.accepted.empty()) continue;
      ++open;
      const Tone tone = finding.severity >= audit::Severity::kHigh     ? Tone::kBad
                        : finding.severity == audit::Severity::kMedium ? Tone::kWarn
                                                                       : Tone::kQuiet;
      const std::string place = finding.place.Text();
      Line(fmt::format("{}{}{}{} [{} {}]", In(fmt::format("{:8} ", Name(finding.severity)), tone), Visible(place),
                       place.empty() ? "" : ": ", Visible(finding.what), finding.tool, Visible(finding.rule)));
      if (!finding.also_by.empty())
        Line(fmt::format("         found by {} too", Visible(fmt::format("{}", fmt::join(finding.also_by, ", ")))));
      if (!finding.fix.empty()) Line("         " + In(Visible(finding.fix), Tone::kQuiet));
    }
    size_t accepted = 0;
    for (const audit::Finding& finding : report_.findings) {
      if (finding.accepted.empty()) continue;
      ++accepted;
      Line(fmt::format("accepted {} {} [{}]: {}", Visible(finding.place.Text()), Visible(finding.what), finding.rule,
                       Visible(finding.accepted)));
    }
    Line(fmt::format("{}{}", base::Counted(open, "finding"),
                     accepted > 0 ? fmt::format(", {} accepted", accepted) : std::string()));
  }

  void Scanners() {
    std::map<std::string, std::vector<std::string>> not_run;  // key: the reason
    for (const audit::ScannerRun& run : report_.scanners) {
      if (run.state == audit::ScannerRun::State::kRan) {
        Line(fmt::format("scanner {} {}: {}, {:.1f} s", run.name, Visible(run.version),
                         base::Counted(run.findings, "finding"), static_cast<double>(run.took.count()) / 1000));
      } else if (run.state == audit::ScannerRun::State::kNotRun) {
        not_run[run.why].push_back(run.name);
      }
    }
    for (const auto& [why, names] : not_run)
      Line(fmt::format("scanner {}: {}, {}", fmt::join(names, ", "), In("not run", Tone::kWarn), Visible(why)));
  }

  void LeftOut() {
    for (const audit::Evidence& each : report_.left_out) {
      Line(fmt::format("left out: {}{}{}", Visible(each.place.file), each.place.file.empty() ? "" : ": ",
                       Visible(each.what)));
    }
  }

  const audit::Report& report_;
  bool to_terminal_;
  std::string text_;
};

}  // namespace

std::string ReportText(const audit::Report& report, bool to_terminal) { return Writer(report, to_terminal).Text(); }

}  // namespace gatehouse::cli

// One self-contained page for an auditor: it loads nothing and has no script. In print, each checklist after the first
// starts a page, and no heading stands alone at the end of one.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/counted.h"
#include "base/html.h"
#include "cli/audit/report.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kShownFindings = 10;  // below a failing line

constexpr std::string_view kStyle = R"css(
:root { --ink: #1b2430; --quiet: #5b6675; --line: #d9dee5; --back: #fff; --soft: #f5f7f9;
        --pass: #14713d; --fail: #b3261e; --ask: #8a5a00; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; color: var(--ink); background: var(--back);
       margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .6rem; } h3 { font-size: .95rem; margin: 1.2rem 0 .3rem; color: var(--quiet); }
p { margin: .3rem 0; } .quiet { color: var(--quiet); }
code { font: .86em/1.4 ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--quiet); font-size: .85rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0; } .tile { background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem 1rem; min-width: 8.5rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; }
.mark { display: inline-block; min-width: 4.2rem; text-align: center; border-radius: .25rem; padding: .05rem .5rem; font-size: .8rem; font-weight: 600; border: 1px solid currentColor; white-space: nowrap; }
.pass { color: var(--pass); } .fail, .critical, .high { color: var(--fail); } .ask, .medium { color: var(--ask); } .low, .note { color: var(--quiet); }
ul { margin: .3rem 0 0; padding-left: 1.1rem; } li { margin: .15rem 0; }
td.state { width: 6rem; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --quiet: #9aa7b6; --line: #313a46; --back: #12171e; --soft: #1a212a; --pass: #5cc98a; --fail: #ff8a80; --ask: #f0b95a; } }
@media print { :root { --ink: #000; --quiet: #444; --line: #bbb; --back: #fff; --soft: #fff; --pass: #14713d; --fail: #b3261e; --ask: #8a5a00; }
  body { max-width: none; padding: 0; font-size: 10pt; } section.checklist + section.checklist { break-before: page; } h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } thead { display: table-header-group; } }
)css";

constexpr std::array<std::string_view, 3> kClasses = {"pass", "fail", "ask"};
constexpr std::array<std::string_view, 3> kWords = {"pass", "fail", "ask"};

std::string Escaped(std::string_view text) { return base::EscapeHtml(Visible(text)); }

std::string PlaceText(const audit::Place& place) {
  return place.file.empty() ? std::string() : fmt::format("<code>{}</code> ", Escaped(place.Text()));
}

// Without what stands in brackets at the end: "Security checklist (before deploying to production)".
std::string_view ShortTitle(std::string_view title) { return title.substr(0, title.find(" (")); }

class Page {
 public:
  Page(const audit::Report& report, base::Wall now) : report_(report), now_(now) {}

  std::string Text() {
    Add("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Security audit</title><style>");
    Add(kStyle);
    Add("</style></head><body>\n<header><h1>Security audit</h1>");
    Add(fmt::format("<p class=\"quiet\"><code>{}</code> · {} · gatehouse {}</p></header>\n", Escaped(report_.root),
                    TimeText(now_), GATEHOUSE_VERSION));
    Tiles();
    for (const audit::JudgedChecklist& checklist : report_.checklists) Checklist(checklist);
    Findings();
    Scanners();
    LeftOut();
    Add("</body></html>\n");
    return std::move(page_);
  }

 private:
  void Add(std::string_view text) { page_ += text; }

  void Tiles() {
    Add("<div class=\"tiles\">");
    for (const audit::JudgedChecklist& checklist : report_.checklists) {
      Add(fmt::format(
          "<div class=\"tile\"><b>{} / {}</b>passed, <span class=\"fail\">{} failed</span>, <span "
          "class=\"ask\">{} open</span><br><span class=\"quiet\">{}</span></div>",
          checklist.Count(audit::Verdict::kPass), checklist.lines.size(), checklist.Count(audit::Verdict::kFail),
          checklist.Count(audit::Verdict::kPerson), Escaped(ShortTitle(checklist.checklist->title))));
    }
    std::array<size_t, 5> counts{};
    for (const audit::Finding& finding : report_.findings) {
      if (finding.accepted.empty()) ++counts[static_cast<size_t>(finding.severity)];
    }
    Add(
        fmt::format("<div class=\"tile\"><b class=\"high\">{}</b>critical or high</div><div class=\"tile\"><b "
                    "class=\"medium\">{}</b>medium</div>"
                    "<div class=\"tile\"><b class=\"low\">{}</b>low or note</div></div>\n",
                    counts[4] + counts[3], counts[2], counts[1] + counts[0]));
  }

  void Checklist(const audit::JudgedChecklist& checklist) {
    Add(fmt::format("<section class=\"checklist\"><h2>{}</h2>\n", Escaped(checklist.checklist->title)));
    std::string section;
    bool is_open = false;
    for (const audit::LineVerdict& line : checklist.lines) {
      if (!is_open || line.line->section != section) {
        if (is_open) Add("</tbody></table>");
        section = line.line->section;
        if (!section.empty()) Add(fmt::format("<h3>{}</h3>", Escaped(section)));
        Add("<table><tbody>\n");
        is_open = true;
      }
      Line(line);
    }
    Add(is_open ? "</tbody></table></section>\n" : "</section>\n");
  }

  void Line(const audit::LineVerdict& line) {
    const auto verdict = static_cast<size_t>(line.verdict);
    Add(
        fmt::format("<tr><td class=\"state\"><span class=\"mark {}\">{}</span></td><td><strong>{}</strong><p "
                    "class=\"quiet\">{}</p>",
                    kClasses[verdict], kWords[verdict], Escaped(line.line->text), Escaped(line.why)));
    std::string items;
    for (size_t i = 0; i < line.findings.size() && i < kShownFindings; ++i) {
      const audit::Finding& finding = report_.findings[line.findings[i]];
      items += fmt::format("<li>{}{}</li>", PlaceText(finding.place), Escaped(finding.what));
    }
    if (line.findings.size() > kShownFindings)
      items += fmt::format("<li>and {} more</li>", line.findings.size() - kShownFindings);
    if (line.findings.empty() && line.verdict == audit::Verdict::kPass) {
      for (const audit::Evidence& each : line.evidence)
        items += fmt::format("<li>{}{}</li>", PlaceText(each.place), Escaped(each.what));
    }
    if (line.answer) items += fmt::format("<li class=\"quiet\">signed with key {}</li>", Escaped(line.answer->KeyId()));
    if (!items.empty()) Add("<ul>" + items + "</ul>");
    Add("</td></tr>\n");
  }

  void Findings() {
    Add("<section><h2>Findings</h2>\n");
    const bool has_any =
        std::ranges::any_of(report_.findings, [](const audit::Finding& finding) { return finding.accepted.empty(); });
    if (has_any) {
      Add("<table><thead><tr><th>Severity</th><th>What, where, and what to do</th></tr></thead><tbody>\n");
      for (const audit::Finding& finding : report_.findings) {
        if (finding.accepted.empty()) Finding(finding);
      }
      Add("</tbody></table>");
    } else {
      Add("<p>None.</p>");
    }
    const bool has_accepted =
        std::ranges::any_of(report_.findings, [](const audit::Finding& finding) { return !finding.accepted.empty(); });
    if (has_accepted) {
      Add("<h3>Accepted in the code, with a reason</h3><ul>");
      for (const audit::Finding& finding : report_.findings) {
        if (!finding.accepted.empty())
          Add(fmt::format("<li>{}{}: {}</li>", PlaceText(finding.place), Escaped(finding.what),
                          Escaped(finding.accepted)));
      }
      Add("</ul>");
    }
    Add("</section>\n");
  }

  void Finding(const audit::Finding& finding) {
    Add(
        fmt::format("<tr><td class=\"state\"><span class=\"mark {0}\">{0}</span></td><td>{1}{2}<p "
                    "class=\"quiet\">{3}</p><p class=\"quiet\"><code>{4} {5}</code>{6}</p></td></tr>\n",
                    Name(finding.severity), PlaceText(finding.place), Escaped(finding.what), Escaped(finding.fix),
                    Escaped(finding.tool), Escaped(finding.rule),
                    finding.also_by.empty()
                        ? std::string()
                        : " · found by " + Escaped(fmt::format("{}", fmt::join(finding.also_by, ", "))) + " too"));
  }

  void Scanners() {
    Add("<section><h2>Scanners</h2><table><tbody>\n");
    for (const audit::ScannerRun& run : report_.scanners) {
      const bool ran = run.state == audit::ScannerRun::State::kRan;
      const bool failed = run.state == audit::ScannerRun::State::kNotRun;
      Add(
          fmt::format("<tr><td class=\"state\"><span class=\"mark {}\">{}</span></td><td>{} {}<p "
                      "class=\"quiet\">{}</p></td></tr>\n",
                      ran      ? "pass"
                      : failed ? "ask"
                               : "note",
                      ran      ? "ran"
                      : failed ? "not run"
                               : "nothing",
                      Escaped(run.name), Escaped(run.version),
                      ran      ? base::Counted(run.findings, "finding")
                      : failed ? Escaped(run.why)
                               : "nothing to scan"));
    }
    Add("</tbody></table></section>\n");
  }

  void LeftOut() {
    if (report_.left_out.empty()) return;
    Add("<section><h2>Left out</h2><ul>");
    for (const audit::Evidence& each : report_.left_out)
      Add(fmt::format("<li>{}{}</li>", PlaceText(each.place), Escaped(each.what)));
    Add("</ul></section>\n");
  }

  const audit::Report& report_;
  base::Wall now_;
  std::string page_;
};

}  // namespace

std::string ReportHtml(const audit::Report& report, base::Wall now) { return Page(report, now).Text(); }

}  // namespace gatehouse::cli

#include "cli/scan/formats.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "cli/terminal/output.h"
#include "cli/terminal/sarif.h"

namespace gatehouse::cli {
namespace {

std::string Shown(const scan::Finding& finding, bool redact) { return redact ? finding.Redacted() : finding.secret; }

std::optional<std::string> Given(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

void PrintAsText(const scan::Finding& finding, bool redact) {
  std::string line = fmt::format("{}:{}:{}: {} [{}] {}", Visible(finding.file), finding.line, finding.column,
                                 Paint(finding.rule->title, Tone::kBad, Stream::kData), finding.rule->id,
                                 Visible(Shown(finding, redact)));
  if (finding.encoded) line += " in base64";
  if (!finding.own_setting.empty()) line += fmt::format(", which is {}", Visible(finding.own_setting));
  if (!finding.commit.empty()) {
    line += Paint(fmt::format(" since {} {}", finding.commit.substr(0, 12), TimeText(finding.date).value_or("")),
                  Tone::kQuiet, Stream::kData);
  }
  line += Paint(fmt::format(" ({})", finding.Fingerprint()), Tone::kQuiet, Stream::kData);
  Print(line);
}

Value AsJson(const scan::Finding& finding, bool redact) {
  Value value = Object({{"rule", finding.rule->id},
                        {"title", finding.rule->title},
                        {"file", finding.file},
                        {"line", finding.line},
                        {"column", finding.column},
                        {"end_column", finding.end_column},
                        {"match", Shown(finding, redact)},
                        {"fingerprint", finding.Fingerprint()}});
  if (finding.encoded) value.Set("encoded", true);
  if (!finding.own_setting.empty()) value.Set("own_setting", finding.own_setting);
  if (!finding.commit.empty()) {
    value.Set("commit", finding.commit);
    value.Set("author", Given(finding.author));
    value.Set("date", TimeText(finding.date));
  }
  return value;
}

// A CSV cell (RFC 4180). A text that a spreadsheet would read as a formula gets a leading apostrophe.
std::string Cell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) cell = "'";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? "\"\"" : std::string(1, c));
  return quoted + "\"";
}

void PrintAsCsv(const scan::Report& report, bool redact) {
  PrintText("rule,title,file,line,column,match,commit,author,date,fingerprint,own_setting\r\n");
  for (const scan::Finding& finding : report.findings) {
    const std::array cells = {std::string(finding.rule->id),
                              std::string(finding.rule->title),
                              finding.file,
                              std::to_string(finding.line),
                              std::to_string(finding.column),
                              Shown(finding, redact),
                              finding.commit,
                              finding.author,
                              TimeText(finding.date).value_or(""),
                              finding.Fingerprint(),
                              finding.own_setting};
    std::string line;
    for (const std::string& cell : cells) line.append(line.empty() ? "" : ",").append(Cell(cell));
    PrintText(line + "\r\n");
  }
}

// What was passed over: a line of its own, which a baseline takes no notice of.
Value AsJson(const base::Error& problem) {
  return Object({{"not_scanned", problem.what}, {"file", Given(problem.where)}, {"fix", Given(problem.fix)}});
}

bool IsSure(const scan::Rule& rule) { return rule.kind != scan::Rule::Kind::kGeneric; }

SarifRule RuleOf(const scan::Rule& rule) {
  return {.id = std::string(rule.id),
          .title = std::string(rule.title),
          .help = {},
          .level = IsSure(rule) ? "error" : "warning",
          .score = IsSure(rule) ? "8.0" : "5.0",
          .tags = Value::List{"security", "secret"}};
}

SarifResult ResultOf(const scan::Finding& finding, bool redact) {
  const std::string shown = Shown(finding, redact);
  SarifResult result{.message = fmt::format("{}: {}", finding.rule->title, shown),
                     .level = IsSure(*finding.rule) ? "error" : "warning",
                     .place = {.file = finding.file,
                               .line = finding.line,
                               .column = finding.column,
                               .end_column = finding.end_column,
                               .snippet = shown},
                     .fingerprint_name = "gatehouseScan/v1",
                     .fingerprint = finding.Fingerprint(),
                     .accepted = {}};
  if (!finding.commit.empty()) {
    result.properties.Set("commit", finding.commit);
    result.properties.Set("author", Given(finding.author));
    result.properties.Set("date", TimeText(finding.date));
  }
  if (!finding.own_setting.empty()) result.properties.Set("ownSetting", finding.own_setting);
  return result;
}

void PrintAsSarif(const scan::Report& report, bool redact) {
  SarifRun run("gatehouse scan", GATEHOUSE_VERSION);
  for (const scan::Finding& finding : report.findings) run.Add(RuleOf(*finding.rule), ResultOf(finding, redact));
  for (const base::Error& problem : report.problems) run.Note("error", problem.Text());
  if (!report.problems.empty()) run.SetFailed();
  PrintJson(SarifLog({run.Take()}));
}

}  // namespace

base::Result<ScanFormat> ParseScanFormat(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, ScanFormat>, 4> kFormats = {{{"text", ScanFormat::kText},
                                                                                {"json", ScanFormat::kJson},
                                                                                {"sarif", ScanFormat::kSarif},
                                                                                {"csv", ScanFormat::kCsv}}};
  for (const auto& [name, format] : kFormats) {
    if (name == text) return format;
  }
  return base::Fail("The format is one of text, json, sarif, csv");
}

void PrintFindings(const scan::Report& report, ScanFormat format, bool redact) {
  if (format == ScanFormat::kSarif) return PrintAsSarif(report, redact);
  if (format == ScanFormat::kCsv) return PrintAsCsv(report, redact);
  for (const scan::Finding& finding : report.findings) {
    if (format == ScanFormat::kJson) {
      PrintJson(AsJson(finding, redact));
    } else {
      PrintAsText(finding, redact);
    }
  }
  if (format != ScanFormat::kJson) return;
  for (const base::Error& problem : report.problems) PrintJson(AsJson(problem));
}

}  // namespace gatehouse::cli

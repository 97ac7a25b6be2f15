// gatehouse audit: does this repository meet the three checklists? Runs the built-in checks and the installed scanners,
// and reads people's answers. If a folder cannot be audited, the exit code is 2: it never counts as clean.
#include "audit/audit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/file.h"
#include "cli/audit/answers.h"
#include "cli/audit/report.h"
#include "cli/commands.h"

namespace gatehouse::cli {
namespace {

enum class ReportFormat : uint8_t { kText, kJson, kSarif, kHtml };
constexpr std::array<std::string_view, 4> kFormats = {"text", "json", "sarif", "html"};
constexpr std::string_view kNever = "none";

struct AuditOptions {
  std::string path = ".";
  ReportFormat format = ReportFormat::kText;
  std::string output;
  std::optional<audit::Severity> fail_on = audit::Severity::kHigh;
  std::vector<std::string> require;
  std::optional<std::vector<std::string>> scanners;
  std::vector<std::string> checklists;
  std::chrono::seconds scanner_time{300};
  bool ask = false;
  AnswerOptions answers;
};

base::Result<ReportFormat> FormatNamed(std::string_view word) {
  for (size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i] == word) return static_cast<ReportFormat>(i);
  }
  return base::Fail(fmt::format("'{}' is not a format", Visible(word)), {}, "text, json, sarif or html");
}

base::Result<std::optional<audit::Severity>> LimitNamed(std::string_view word) {
  if (word == kNever) return std::optional<audit::Severity>();
  if (const auto severity = audit::SeverityNamed(word)) return severity;
  return base::Fail(fmt::format("'{}' is not a severity", Visible(word)), {},
                    "note, low, medium, high, critical or none");
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> words;
  for (size_t at = 0; at <= text.size();) {
    const size_t comma = std::min(text.find(',', at), text.size());
    if (comma > at) words.emplace_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return words;
}

// Splits a comma-separated list; each word must be a known one. "npm-audit" means "npm audit".
base::Result<std::vector<std::string>> WordsOf(std::string_view text, const std::vector<std::string>& known,
                                               std::string_view kind) {
  std::vector<std::string> words = SplitList(text);
  for (std::string& word : words) {
    if (word == "npm" || word == "npm-audit") word = "npm audit";
    if (std::ranges::find(known, word) != known.end()) continue;
    return base::Fail(fmt::format("'{}' is no {}", Visible(word), kind), {},
                      fmt::format("there are {}", fmt::join(known, ", ")));
  }
  return words;
}

base::Result<std::vector<std::string>> ScannersNamed(std::string_view text) {
  if (text == kNever) return std::vector<std::string>();
  return WordsOf(text, audit::ScannerNames(), "scanner");
}

base::Result<std::vector<std::string>> ChecklistsNamed(std::string_view text) {
  std::vector<std::string> known;
  for (const audit::Checklist& checklist : audit::Checklists()) known.push_back(checklist.id);
  return WordsOf(text, known, "checklist");
}

base::Result<std::chrono::seconds> SecondsNamed(std::string_view text) {
  const bool is_number = !text.empty() && text.size() < 6 && base::AllDigits(text);
  const int seconds = is_number ? std::stoi(std::string(text)) : 0;
  if (seconds < 1)
    return base::Fail(fmt::format("'{}' is not a number of seconds", Visible(text)), {}, "between 1 and 99999");
  return std::chrono::seconds(seconds);
}

// Scanners that were required but did not run. Any of them makes the audit count as not done.
std::vector<base::Error> Missing(const AuditOptions& options, const audit::Report& report) {
  std::vector<base::Error> missing;
  for (const audit::ScannerRun& run : report.scanners) {
    const bool is_required = std::ranges::find(options.require, run.name) != options.require.end();
    if (is_required && run.state == audit::ScannerRun::State::kNotRun) {
      missing.push_back({fmt::format("{} is required and was not run", run.name), {}, Visible(run.why)});
    }
  }
  return missing;
}

base::Result<> Write(const AuditOptions& options, const audit::Report& report) {
  const base::Wall now = base::ReadClocks().wall;
  const bool to_file = !options.output.empty();
  std::string text;
  switch (options.format) {
    case ReportFormat::kText:
      text = ReportText(report, !to_file);
      break;
    case ReportFormat::kJson:
      text = ReportValue(report, now).Json(true) + "\n";
      break;
    case ReportFormat::kSarif:
      text = ReportSarif(report).Json(true) + "\n";
      break;
    case ReportFormat::kHtml:
      text = ReportHtml(report, now);
      break;
  }
  if (to_file) return base::WriteFile(options.output, text);
  PrintText(text);
  return {};
}

Outcome RunAuditCommand(const AuditOptions& options) {
  const auto answers = LoadAnswers(options.answers, options.path);
  if (!answers) return std::unexpected(answers.error());
  audit::Request request{.path = options.path,
                         .scanners = {.names = options.scanners.value_or(audit::ScannerNames()),
                                      .time = options.scanner_time,
                                      .on_end = {}},
                         .checklists = options.checklists,
                         .answers = *answers};
  if (isatty(STDERR_FILENO) == 1) {
    request.scanners.on_end = [](const audit::ScannerRun& run) {
      Say(fmt::format("{}: {}, {:.1f} s", run.name, Name(run.state), static_cast<double>(run.took.count()) / 1000));
    };
  }
  auto report = audit::RunAudit(request);
  if (!report) return std::unexpected(report.error());
  if (options.ask) {
    const auto answered = AskForAnswers(options.answers, options.path, *report, *answers, base::ReadClocks().wall);
    if (!answered) return std::unexpected(answered.error());
    const auto all = LoadAnswers(options.answers, options.path);
    if (!all) return std::unexpected(all.error());
    report->JudgeAgain(*all);
  }
  if (const auto written = Write(options, *report); !written) return std::unexpected(written.error());
  if (const std::vector<base::Error> missing = Missing(options, *report); !missing.empty())
    return std::unexpected(Failure(missing));
  return options.fail_on && report->CountAtLeast(*options.fail_on) > 0 ? ExitCode::kFindings : ExitCode::kFine;
}

}  // namespace

Command AuditCommand() {
  auto options = std::make_shared<AuditOptions>();
  Option scanners = Parsed(
      "--scanners", options->scanners,
      [](std::string_view text) -> base::Result<std::optional<std::vector<std::string>>> {
        auto names = ScannersNamed(text);
        if (!names) return std::unexpected(names.error());
        return std::optional(std::move(*names));
      },
      "LIST", "Scanners to run, with commas between them, or none (default: all that are installed)");
  return {
      .help = "Check a repository against the security checklists",
      .positionals = {Text("PATH", options->path, "PATH", "The repository (default: here)")},
      .options = {Parsed("--format", options->format, FormatNamed, "text|json|sarif|html", "The format of the report"),
                  Text("-o,--output", options->output, "FILE", "Write the report to a file"),
                  Parsed("--fail-on", options->fail_on, LimitNamed, "SEVERITY",
                         "Exit 1 for findings of this severity or higher, or none (default: high)"),
                  Parsed("--require", options->require, ScannersNamed, "LIST",
                         "Scanners that must run; otherwise exit 2"),
                  std::move(scanners),
                  Parsed("--scanner-time", options->scanner_time, SecondsNamed, "SECONDS",
                         "Time limit of each scanner (default: 300)"),
                  Parsed("--checklist", options->checklists, ChecklistsNamed, "LIST",
                         "promptcraft, droplet, deployment (default: all three)"),
                  Flag("--ask", options->ask, "Ask what only a person can answer, and sign the answers"),
                  Text("--by", options->answers.by, "NAME", "Who answers (default: git's user.name)"),
                  Text("--key", options->answers.key, "FILE",
                       "Ed25519 key that signs the answers (default: your own, created when needed)"),
                  Text("--answers", options->answers.file, "FILE",
                       "File of answers (default: audit-answers.json in the repository)"),
                  Texts("--trust-key", options->answers.trusted, "FILE",
                        "Public key whose answers count (default: all signed answers)")},
      .examples = {"gatehouse audit", "gatehouse audit --format html -o report.html",
                   "gatehouse audit service/ --fail-on medium --require bandit,pip-audit", "gatehouse audit --ask"},
      .action = Runs(options, RunAuditCommand)};
}

}  // namespace gatehouse::cli

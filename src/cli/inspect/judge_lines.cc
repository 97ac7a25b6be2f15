#include "cli/inspect/judge_lines.h"

#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "cli/command/arguments.h"

namespace gatehouse::cli {
namespace {

// Values of a verdict's `reason` if the line itself is invalid.
constexpr std::string_view kLineTooLong = "line_too_long";
constexpr std::string_view kLineNotJson = "line_not_json";
constexpr std::string_view kTextMissing = "text_missing";
constexpr std::string_view kTextNotString = "text_not_string";

// A line may have other members besides `text`, such as the source of the text.
constexpr json::Limits kLineLimits{.max_bytes = kMaxLineBytes, .max_depth = 8, .max_members = 256};

void Show(const LineVerdict& verdict) {
  std::string line =
      fmt::format("{} {:.2f}  {}",
                  Paint(verdict.allow ? "pass  " : "refuse", verdict.allow ? Tone::kGood : Tone::kBad, Stream::kData),
                  verdict.score, verdict.reason);
  if (const auto* signals = verdict.signals.AsList()) {
    for (const Value& signal : *signals) line += fmt::format("  {} {}", signal.TextOf("name"), signal.TextOf("weight"));
  }
  Print(line);
}

void ShowJson(const LineVerdict& verdict) {
  Value value = Object({{"allow", verdict.allow}, {"reason", verdict.reason}, {"score", verdict.score}});
  if (!verdict.signals.IsNull()) value.Set("signals", verdict.signals);
  PrintJson(value);
}

}  // namespace

LineVerdict Judged(gate::Reason reason) {
  const bool allow = reason == gate::Reason::kAllowed;
  return {.allow = allow, .reason = gate::Describe(reason).name, .score = allow ? 0.0 : 1.0, .signals = {}};
}

LineVerdict JudgeLine(const LineReader::Line& line, json::Parser& parser, const TextJudge& judge) {
  if (line.too_long) return {.reason = kLineTooLong, .signals = {}};
  const auto value = parser.Parse(line.text, kLineLimits);
  if (!value) return {.reason = kLineNotJson, .signals = {}};
  const auto text = value->Member("text");
  if (!text) return {.reason = kTextMissing, .signals = {}};
  const auto string = text->String();
  return string ? judge(*string) : LineVerdict{.reason = kTextNotString, .signals = {}};
}

Outcome JudgeLines(const LineOptions& options, const TextJudge& judge) {
  bool all_allowed = true;
  bool told = false;
  json::Parser parser;
  LineReader lines(STDIN_FILENO);
  while (const auto line = lines.Next()) {
    const LineVerdict verdict = options.plain && !line->too_long ? judge(line->text) : JudgeLine(*line, parser, judge);
    all_allowed = all_allowed && verdict.allow;
    options.format == Format::kJson ? ShowJson(verdict) : Show(verdict);
    if (verdict.reason == kLineNotJson && !std::exchange(told, true)) {
      Warn(R"(a line is not JSON: write {"text": "…"} on each line, or give --plain if a line is the text itself)");
    }
  }
  return all_allowed ? ExitCode::kFine : ExitCode::kFindings;
}

Option PlainOption(LineOptions& options) {
  return Flag("--plain", options.plain, "Each line is the text itself, not JSON");
}

Option VerdictFormatOption(LineOptions& options) {
  return Parsed("--format", options.format, ParseFormat, "text|json", "How a verdict is written (default: json)");
}

}  // namespace gatehouse::cli

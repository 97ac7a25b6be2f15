// gatehouse inspect udc|path: one JSON value {"text": …} a line on stdin, one verdict a line on stdout: as many lines
// out as in, whatever stands in them.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "gate/inspect/body.h"
#include "gate/inspect/file_name.h"
#include "gate/inspect/udc_message.h"

namespace gatehouse::cli {
namespace {

// A verdict's `reason` where the line itself is at fault; else it is the log name of a gate::Reason.
constexpr std::string_view kLineTooLong = "line_too_long";
constexpr std::string_view kLineNotJson = "line_not_json";
constexpr std::string_view kTextMissing = "text_missing";
constexpr std::string_view kTextNotString = "text_not_string";

constexpr json::Limits kLineLimits{.max_bytes = kMaxLineBytes, .max_depth = 4, .max_members = 16};
// More than the gate's own bound on a body, so that a payload over its limit is told as that.
constexpr json::Limits kMessageLimits{
    .max_bytes = 2 << 20, .max_depth = 32, .max_members = 200'000, .fold_names = true};

struct InspectOptions {
  std::string base;  // of path; empty: the name is judged by its spelling alone
};

std::string_view LogName(gate::Reason reason) { return gate::Describe(reason).name; }

// `parser` is the message's own: the text lives in the line's.
std::string_view JudgeUdc(std::string_view text, json::Parser& parser, const InspectOptions&) {
  const auto message = parser.Parse(text, kMessageLimits);
  if (!message) return LogName(gate::ReasonOf(message.error()));
  const auto udc = gate::ReadUdcMessage(*message);
  return LogName(udc ? gate::Reason::kAllowed : udc.error());
}

std::string_view JudgePath(std::string_view text, json::Parser&, const InspectOptions& options) {
  const auto name = gate::PlainFileName(text);
  const bool allowed = name && (options.base.empty() || base::ResolveInside(options.base, *name));
  return LogName(allowed ? gate::Reason::kAllowed : gate::Reason::kFileName);
}

using Judge = std::string_view (*)(std::string_view text, json::Parser& parser, const InspectOptions& options);

std::string_view JudgeLine(const LineReader::Line& line, json::Parser& line_parser, json::Parser& text_parser,
                           Judge judge, const InspectOptions& options) {
  if (line.too_long) return kLineTooLong;
  const auto value = line_parser.Parse(line.text, kLineLimits);
  if (!value) return kLineNotJson;
  const auto text = value->Member("text");
  if (!text) return kTextMissing;
  const auto string = text->String();
  return string ? judge(*string, text_parser, options) : kTextNotString;
}

template <Judge judge>
Outcome InspectLines(const InspectOptions& options) {
  bool all_allowed = true;
  json::Parser line_parser;
  json::Parser text_parser;
  LineReader lines(STDIN_FILENO);
  while (const auto line = lines.Next()) {
    const std::string_view reason = JudgeLine(*line, line_parser, text_parser, judge, options);
    const bool allow = reason == LogName(gate::Reason::kAllowed);
    all_allowed = all_allowed && allow;
    PrintJson(Object({{"allow", allow}, {"reason", reason}, {"score", allow ? 0.0 : 1.0}}));
  }
  return all_allowed ? ExitCode::kFine : ExitCode::kFindings;
}

base::Result<std::string> ParseFolder(std::string_view text) {
  std::error_code error;
  const auto status = std::filesystem::status(text, error);
  if (std::filesystem::is_directory(status)) return std::string(text);
  const bool is_there = std::filesystem::exists(status);
  return base::Fail((is_there ? "Directory is actually a file: " : "Directory does not exist: ") + std::string(text));
}

}  // namespace

Command InspectGroup() {
  return {.help = "Judge messages or file names from stdin, one a line",
          .examples = {R"(echo '{"text": "../etc/passwd"}' | gatehouse inspect path)"}};
}

Command InspectUdcCommand() {
  return {.help = "UDC messages: {\"text\": \"the message as JSON text\"} a line",
          .examples = {"gatehouse inspect udc < messages.jsonl"},
          .action = Runs(std::make_shared<InspectOptions>(), InspectLines<JudgeUdc>)};
}

Command InspectPathCommand() {
  auto options = std::make_shared<InspectOptions>();
  return {.help = "File names that came from outside: {\"text\": \"the name\"} a line",
          .options = {Parsed("--base", options->base, ParseFolder, "DIR",
                             "Resolve the name inside this folder, links included")},
          .examples = {"gatehouse inspect path < names.jsonl",
                       "gatehouse inspect path --base /var/droplet/data < names.jsonl"},
          .action = Runs(options, InspectLines<JudgePath>)};
}

}  // namespace gatehouse::cli

// Common part of all `gatehouse inspect KIND` commands: reads one JSON value {"text": …} per line, writes exactly one
// verdict per line, also for invalid lines. A kind is a function from a text to a verdict. Tests: judge_lines_test.cc,
// tests/cli/test_inspect.py.
#pragma once

#include <functional>
#include <string_view>

#include "base/json.h"
#include "cli/command/command.h"
#include "cli/terminal/line_reader.h"
#include "cli/terminal/value.h"
#include "gate/request/reason.h"

namespace gatehouse::cli {

struct LineVerdict {
  bool allow = false;
  std::string_view reason;  // the log name of a gate::Reason, or the error in the line
  double score = 1;         // from 0: harmless; each kind has its own threshold for refusal
  Value signals;            // reasons for and against; null if the kind has none
};

// A verdict without degrees: the score is 0 or 1.
[[nodiscard]] LineVerdict Judged(gate::Reason reason);

// The text is only valid during the call.
using TextJudge = std::function<LineVerdict(std::string_view text)>;

struct LineOptions {
  Format format = Format::kJson;  // programs usually read this output
  bool plain = false;             // a line is the text itself, not JSON
};
// --plain and --format
[[nodiscard]] Option PlainOption(LineOptions& options);
[[nodiscard]] Option VerdictFormatOption(LineOptions& options);

// Judges one line, read with `parser`. A line that is not JSON, is too long or has no text is refused as such.
[[nodiscard]] LineVerdict JudgeLine(const LineReader::Line& line, json::Parser& parser, const TextJudge& judge);

// Reads stdin to its end. Returns kFindings if anything was refused.
[[nodiscard]] Outcome JudgeLines(const LineOptions& options, const TextJudge& judge);

}  // namespace gatehouse::cli

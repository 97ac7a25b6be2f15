// What every `gatehouse inspect KIND` does: one JSON value {"text": …} per line in, one verdict per line out, as many
// out as in, whatever stands in them. A kind is a function from a text to a verdict. Shown by judge_lines_test.cc and
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
  std::string_view reason;  // the log name of a gate::Reason, or what is wrong with the line
  double score = 1;         // 0: nothing speaks against it; what the kind refuses at is the kind's own
  Value signals;            // what spoke for and against it; null where the kind has none
};

// Yes or no, with the score of 0 or 1 that follows.
[[nodiscard]] LineVerdict Judged(gate::Reason reason);

// The text lives as long as the call.
using TextJudge = std::function<LineVerdict(std::string_view text)>;

// One line, read with `parser`. A line that is not JSON, too long, or holds no text is refused as that.
[[nodiscard]] LineVerdict JudgeLine(const LineReader::Line& line, json::Parser& parser, const TextJudge& judge);

// Reads stdin to its end. kFindings where anything was refused.
[[nodiscard]] Outcome JudgeLines(Format format, const TextJudge& judge);

// --format text|json, json without it: these commands are read by programs first.
[[nodiscard]] Option VerdictFormatOption(Format& format);

}  // namespace gatehouse::cli

// gatehouse inspect udc: judges messages as the gate does on a route with `inspect: udc` (row B6).
#include "cli/commands.h"
#include "cli/inspect/judge_lines.h"
#include "gate/inspect/body.h"
#include "gate/inspect/udc_message.h"

namespace gatehouse::cli {
namespace {

// Larger than the gate's limit for a body, so that a payload that is too large gets its own reason.
constexpr json::Limits kMessageLimits{.max_bytes = 2 << 20, .max_depth = 32, .max_members = 200'000};

struct UdcOptions {
  LineOptions lines;
};

Outcome InspectMessages(const UdcOptions& options) {
  json::Parser parser;  // a second parser: the text points into the first one's buffer
  return JudgeLines(options.lines, [&](std::string_view text) {
    const auto message = parser.Parse(text, kMessageLimits);
    if (!message) return Judged(gate::ReasonOf(message.error()));
    const auto udc = gate::ReadUdcMessage(*message);
    return Judged(udc ? gate::Reason::kAllowed : udc.error());
  });
}

}  // namespace

Command InspectUdcCommand() {
  auto options = std::make_shared<UdcOptions>();
  return {.help = "Judge UDC messages: {\"text\": \"the message as JSON text\"} per line",
          .options = {PlainOption(options->lines), VerdictFormatOption(options->lines)},
          .examples = {"gatehouse inspect udc < messages.jsonl"},
          .action = Runs(options, InspectMessages)};
}

}  // namespace gatehouse::cli

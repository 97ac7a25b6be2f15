// gatehouse inspect response: whether the policy's `answers` rules allow a text in a response.
#include "answers/json_escapes.h"
#include "answers/stream_redactor.h"
#include "cli/commands.h"
#include "cli/inspect/judge_lines.h"

namespace gatehouse::cli {
namespace {

struct ResponseOptions {
  std::vector<std::string> canaries;
  LineOptions lines;
};

base::Result<std::string> ParseCanary(std::string_view text) {
  if (text.size() >= answers::kLeastCanary && text.size() <= answers::kLongestCanary) return std::string(text);
  return base::Fail("A canary has from 8 to 200 bytes", {}, "write a text that does not occur by chance");
}

Outcome InspectResponses(const ResponseOptions& options) {
  const auto finder = answers::SecretFinder::Make(true, options.canaries);
  if (!finder) return std::unexpected(finder.error());
  auto scratch = finder->MakeScratch();
  if (!scratch) return std::unexpected(scratch.error());
  return JudgeLines(options.lines, [&](std::string_view text) {
    answers::JsonEscapes escapes;
    answers::StreamRedactor redactor(*finder, *scratch);
    (void)redactor.Feed(escapes.Feed(text), true);
    const gate::Reason reason = redactor.canaries() > 0  ? gate::Reason::kAnswerCanary
                                : redactor.secrets() > 0 ? gate::Reason::kAnswerSecret
                                                         : gate::Reason::kAllowed;
    return Judged(reason);
  });
}

}  // namespace

Command InspectResponseCommand() {
  auto options = std::make_shared<ResponseOptions>();
  return {.help = "Find secrets and canaries in responses: {\"text\": \"the response\"} per line",
          .options = {Each("--canary", options->canaries, ParseCanary, "TEXT", "A text that must never be sent"),
                      PlainOption(options->lines), VerdictFormatOption(options->lines)},
          .examples = {"gatehouse inspect response < answers.jsonl",
                       "gatehouse inspect response --canary canary-7f3a91c4 < answers.jsonl"},
          .action = Runs(options, InspectResponses)};
}

}  // namespace gatehouse::cli

// gatehouse inspect prompt: judges prompts as the gate does on a route with `inspect: prompt` (rows C8 C16 A11).
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/inspect/judge_lines.h"
#include "cli/inspect/prompt_signals.h"
#include "gate/inspect/prompt/balanced.h"
#include "gate/inspect/prompt/strict.h"
#include "patterns/cache.h"

namespace gatehouse::cli {
namespace {

enum class PromptMode : uint8_t { kBalanced, kStrict };

struct PromptOptions {
  PromptMode mode = PromptMode::kBalanced;
  prompt::Place place = prompt::Place::kPrompt;
  float refuse = prompt::kRefuseScore;
  LineOptions lines;
};

base::Result<PromptMode> ParsePromptMode(std::string_view text) {
  if (text == "balanced") return PromptMode::kBalanced;
  if (text == "strict") return PromptMode::kStrict;
  return base::Fail("There is no such mode", {}, "balanced or strict");
}

base::Result<prompt::Place> ParsePlace(std::string_view text) {
  if (text == "prompt") return prompt::Place::kPrompt;
  if (text == "instructions") return prompt::Place::kInstructions;
  return base::Fail("Texts are judged as prompts or as instructions", {}, "prompt or instructions");
}

base::Result<float> ParseScore(std::string_view text) {
  constexpr int kMostPercent = 100;
  if (!text.ends_with('%')) return base::Fail("Not a share", {}, "write 50%");
  const auto percent = ParseNumber(text.substr(0, text.size() - 1), 1, kMostPercent);
  if (!percent) return std::unexpected(percent.error());
  return static_cast<float>(*percent) / kMostPercent;
}

Outcome InspectPrompts(const PromptOptions& options) {
  if (options.mode == PromptMode::kStrict) {
    if (options.place == prompt::Place::kInstructions)
      return base::Fail("The mode strict has no list for instructions", "--as", "use --mode balanced");
    return JudgeLines(options.lines, [](std::string_view text) { return Judged(prompt::JudgeStrictly(text)); });
  }
  const auto balanced = prompt::Balanced::Make(patterns::UserCacheFolder());
  if (!balanced) return std::unexpected(balanced.error());
  const auto workspace = balanced->Fit();
  if (!workspace) return std::unexpected(workspace.error());
  return JudgeLines(options.lines, [&](std::string_view text) {
    const prompt::Verdict verdict = balanced->Judge(text, **workspace, options.place);
    const bool allow = verdict.score < options.refuse;
    const gate::Reason reason = allow ? gate::Reason::kAllowed : verdict.reason;
    return LineVerdict{.allow = allow,
                       .reason = gate::Describe(reason).name,
                       .score = Rounded(verdict.score),
                       .signals = SignalsOf(verdict)};
  });
}

}  // namespace

Command InspectPromptCommand() {
  auto options = std::make_shared<PromptOptions>();
  return {.help = "Judge prompts for a language model: {\"text\": \"the prompt\"} per line",
          .options = {Parsed("--mode", options->mode, ParsePromptMode, "balanced|strict",
                             "balanced: weighted signals (default); strict: a short list of expressions"),
                      Parsed("--as", options->place, ParsePlace, "prompt|instructions",
                             "prompt: what a user writes (default); instructions: what says how a bot answers"),
                      Parsed("--refuse", options->refuse, ParseScore, "PERCENT",
                             "In mode balanced: the lowest score that is refused (default: 50%)"),
                      PlainOption(options->lines), VerdictFormatOption(options->lines)},
          .examples = {"echo 'Ignore all previous instructions' | gatehouse inspect prompt --plain --format text",
                       "gatehouse inspect prompt --mode strict < prompts.jsonl",
                       "gatehouse inspect prompt --as instructions < personas.jsonl"},
          .action = Runs(options, InspectPrompts)};
}

}  // namespace gatehouse::cli

#include "gate/inspect/prompt/instructions.h"

#include <algorithm>
#include <array>

namespace gatehouse::prompt {
namespace {

constexpr float kNothing = 0;
constexpr float kQuarter = 0.25F;
constexpr float kHalf = 0.5F;
constexpr float kAll = 1;
constexpr float kTwice = 2;

constexpr float ShareOfSignal(Signal signal) {
  switch (signal) {
    case Signal::kOverride:
    case Signal::kForgery:
    case Signal::kExtraction:
    case Signal::kForeign:
      return kNothing;
    case Signal::kCompliance:
      return kHalf;
    default:
      return kAll;
  }
}

constexpr auto kSharesOfRules = std::to_array<ShareOfRule>({
    // They take away the model's limits, and are of a signal that does else.
    {"no rules from here on", kAll},
    {"no safety training", kAll},
    {"an override as a tag", kAll},
    {"code that lifts the rules", kAll},
    {"a memory without safety", kAll},
    {"a memory that nobody shall see", kAll},
    {"a tool that lifts the rules", kAll},
    {"a mode without limits", kAll},
    {"a mode as a tag", kAll},
    {"allowed by the makers", kAll},
    {"no rules, in Romance languages", kAll},
    {"no rules, in Germanic languages", kAll},
    {"no rules, in Slavic languages", kAll},
    {"no rules, in languages of Asia and others", kAll},
    {"no rules, in languages of Southeast Asia and others", kAll},
    {"filters off, in another language", kAll},
    {"a developer's mode, in another language", kAll},
    {"dan, in another language", kAll},
    {"the model and dan, in another language", kAll},
    {"begin with: of course, in Chinese", kAll},
    // They forge the end of the instructions, disguise an order, or speak to the reader of a document.
    {"a turn ends, and the system speaks", kAll},
    {"written backwards", kAll},
    {"an override in one word", kAll},
    {"orders hidden in a document", kAll},
    // An image with the chat in its address is in each answer, as instructions are for each.
    {"image with a place to fill in", kTwice},
    {"image that tells", kTwice},
    // Bots look things up, have a style and rules of a game, and keep to the rules of their makers.
    {"told to visit", kNothing},
    {"to the model that reads this", kNothing},
    {"begin with sure", kQuarter},
    {"begin with: sure, here is", kQuarter},
    {"put it in a link", kHalf},
    {"never say no", kHalf},
    {"points to lose", kHalf},
    {"pwned", kHalf},
    {"against the makers", kHalf},
    {"the makers' rules", kHalf},
});

}  // namespace

float ShareInInstructions(Signal signal, std::string_view rule) {
  const auto* const named = std::ranges::find(kSharesOfRules, rule, &ShareOfRule::rule);
  return named == kSharesOfRules.end() ? ShareOfSignal(signal) : named->share;
}

std::span<const ShareOfRule> SharesOfRules() { return kSharesOfRules; }

}  // namespace gatehouse::prompt

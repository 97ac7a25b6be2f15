// What signals count in the instructions of a bot, as a share of what they count in a prompt. Instructions speak to the
// model that they are for: they give it a role, drop what it was told before, keep secrets and name the attacks that it
// must refuse. That is what they are for, and counts nothing. What takes away the model's limits counts, and so do code
// for others, data that is sent away, and what is encoded. Instructions that are disguised are judged as a prompt
// (balanced.cc). Shown by instructions_test.cc; doc/inspection_rates.md has the rates.
#pragma once

#include <span>
#include <string_view>

#include "gate/inspect/prompt/rule.h"

namespace gatehouse::prompt {

inline constexpr float kShareOfWording = 0.6F;

[[nodiscard]] float ShareInInstructions(Signal signal, std::string_view rule);

struct ShareOfRule {
  std::string_view rule;
  float share = 1;
};
// The rules that have another share than their signal.
[[nodiscard]] std::span<const ShareOfRule> SharesOfRules();

}  // namespace gatehouse::prompt

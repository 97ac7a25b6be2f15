// The signals of a prompt as data: for `inspect prompt` and `explain`.
#pragma once

#include "cli/terminal/value.h"
#include "gate/inspect/prompt/balanced.h"

namespace gatehouse::cli {

// Rounds to two decimals.
[[nodiscard]] double Rounded(float value);
// [{"name", "weight", "rule"}], the heaviest first.
[[nodiscard]] Value SignalsOf(const prompt::Verdict& verdict);

}  // namespace gatehouse::cli

// Describes the results of the pipeline's stages, for `gatehouse explain` and for the console. Shown by
// tests/cli/test_explain.py and tests/watch/test_console.py.
#pragma once

#include <string>
#include <string_view>

#include "gate/pipeline.h"

namespace gatehouse::gate {

[[nodiscard]] std::string_view VerdictWord(const StageReport& report);  // "pass" "observe" "refuse"
// The explanation: the stage's own note, the sentence of its reason, or both.
[[nodiscard]] std::string WhyWords(const StageReport& report);

}  // namespace gatehouse::gate

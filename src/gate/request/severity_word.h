// The word that somebody wrote for a severity: one closed list, the names of gate::Severity. Shown by
// severity_word_test.cc.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "gate/request/reason.h"

namespace gatehouse::gate {

// All of them, in the order of gate::Severity.
[[nodiscard]] std::span<const std::string_view> SeverityWords();
// "info", "low", "medium", "high" or "critical". The Error says which was meant, or lists them all.
[[nodiscard]] base::Result<Severity> ReadSeverity(std::string_view word);

}  // namespace gatehouse::gate

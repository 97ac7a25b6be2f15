// The notation of rules/rule.h, turned into regular expressions. Shown by pattern_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scan/rules/rule.h"

namespace gatehouse::scan {

// <N:class>, <N-M:class>, <uuid> and what command_notation.h has as regular expressions; anything else as it is.
[[nodiscard]] std::string Expand(std::string_view pattern);

// Whether each match of the pattern is made of at least `least` letters and digits, but for "=" at its end.
[[nodiscard]] bool IsOneRun(std::string_view pattern, size_t least);

// What confirms a candidate: group 1 is the secret. Nothing that would continue it stands around it.
[[nodiscard]] std::string ConfirmingRegex(const Rule& rule);

// How many bytes a match of the regular expression has at most; nothing where there is no limit.
[[nodiscard]] std::optional<size_t> MostWidth(std::string_view regex);

// What the one pass looks for, and how many bytes in front of its end a match of the whole may begin.
struct Trigger {
  std::string regex;
  bool caseless = false;
};
[[nodiscard]] Trigger TriggerOf(const Rule& rule);

}  // namespace gatehouse::scan

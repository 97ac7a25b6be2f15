// Rules as YAML. Everything that is wrong is told at once, each with its place and what to do: unknown keys, unknown
// events and reasons, windows that cannot be, rules that could never find anything. Shown by rule_reader_test.cc,
// fuzz/detect_rules_fuzz.cc.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "detect/rule.h"

namespace gatehouse::detect {

// `origin` names the text in messages: a file's name.
[[nodiscard]] std::expected<std::vector<Rule>, std::vector<base::Error>> ReadRules(std::string_view yaml,
                                                                                   const std::string& origin);

}  // namespace gatehouse::detect

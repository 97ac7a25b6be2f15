// Reads rules from YAML. All faults are reported at once, each with its place and what to do: unknown keys, unknown
// events and reasons, impossible windows, rules that could never find anything. Shown by rule_reader_test.cc,
// fuzz/detection_rules_fuzz.cc.
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

// What the policy names: the rules of a file, or the built-in ones where it names none. The first fault of a file.
[[nodiscard]] base::Result<std::vector<Rule>> LoadRules(const std::string& path);

}  // namespace gatehouse::detect

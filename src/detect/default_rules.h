// The rules that hold where the policy names no file: YAML as a user would write it, so that `gatehouse detect rules`
// can print it for a start. Rows A14 C14 C15 say what has to be in it. Shown by rule_reader_test.cc and engine_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "detect/rule.h"

namespace gatehouse::detect {

[[nodiscard]] std::string_view DefaultRulesText();
[[nodiscard]] std::vector<Rule> DefaultRules();

}  // namespace gatehouse::detect

// The rules that apply if the policy names no file. They are YAML, so that `gatehouse detect rules` can print them as a
// starting point. Rows A14 C14 C15 require them. Shown by rule_reader_test.cc and engine_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "detect/rule.h"

namespace gatehouse::detect {

[[nodiscard]] std::string_view DefaultRulesText();
[[nodiscard]] std::vector<Rule> DefaultRules();

}  // namespace gatehouse::detect

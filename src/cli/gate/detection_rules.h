// Finds the detection rules for a command: from a file, from a policy, or the built-in ones.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "detect/rule.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

struct RulesText {
  std::string text;  // YAML
  std::vector<detect::Rule> rules;
};

[[nodiscard]] RulesText BuiltInRules();
[[nodiscard]] std::expected<RulesText, std::vector<base::Error>> ReadRulesText(const std::string& path);
[[nodiscard]] std::expected<RulesText, std::vector<base::Error>> RulesOf(const gate::Policy& policy);

}  // namespace gatehouse::cli

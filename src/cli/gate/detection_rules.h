// The rules of detection as a command finds them: in a file, by a policy, or built in.
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

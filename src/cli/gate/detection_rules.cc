#include "cli/gate/detection_rules.h"

#include <utility>

#include "base/file.h"
#include "detect/default_rules.h"
#include "detect/rule_reader.h"

namespace gatehouse::cli {

RulesText BuiltInRules() { return {.text = std::string(detect::DefaultRulesText()), .rules = detect::DefaultRules()}; }

std::expected<RulesText, std::vector<base::Error>> ReadRulesText(const std::string& path) {
  auto text = base::ReadFile(path);
  if (!text) return std::unexpected(std::vector{text.error()});
  auto rules = detect::ReadRules(*text, path);
  if (!rules) return std::unexpected(std::move(rules.error()));
  return RulesText{.text = std::move(*text), .rules = std::move(*rules)};
}

std::expected<RulesText, std::vector<base::Error>> RulesOf(const gate::Policy& policy) {
  const bool named = policy.control && policy.control->watch && !policy.control->watch->rules.empty();
  if (!named) return BuiltInRules();
  return ReadRulesText(policy.control->watch->rules);
}

}  // namespace gatehouse::cli

#include <algorithm>
#include <vector>

#include "scan/rules/families.h"
#include "scan/rules/rule.h"

namespace gatehouse::scan {

std::span<const Rule* const> AllRules() {
  static const std::vector<const Rule*> all = [] {
    std::vector<const Rule*> rules;
    // What shows by its own form, then what a name in front of it tells, then what only looks like a secret.
    for (const auto family :
         {KeyRules, CloudRules, CodeHostRules, AiRules, PackageRules, PaymentRules, MessageRules, OperationRules,
          DataRules, ProductRules, NamedCloudRules, NamedBusinessRules, NamedDataRules, GenericRules, CommandRules}) {
      for (const Rule& rule : family()) rules.push_back(&rule);
    }
    // What counts in some files only must not stand in the way of what counts in all.
    std::ranges::stable_partition(rules, [](const Rule* rule) { return rule->files.empty(); });
    return rules;
  }();
  return all;
}

const Rule* FindRule(std::string_view id) {
  for (const Rule* const rule : AllRules()) {
    if (rule->id == id) return rule;
  }
  return nullptr;
}

}  // namespace gatehouse::scan

// Any bytes as a file of rules: rules that keep their bounds, or errors that can be printed.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "detect/engine.h"
#include "detect/rule_reader.h"

namespace {

using namespace gatehouse;

void Promise(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto rules = detect::ReadRules(std::string_view(reinterpret_cast<const char*>(data), size), "r");
  if (!rules) {
    Promise(!rules.error().empty());
    for (const base::Error& error : rules.error()) {
      Promise(!error.what.empty());
      Promise(std::ranges::none_of(error.Text(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    }
    return 0;
  }
  Promise(rules->size() <= detect::kMostRules);
  for (const detect::Rule& rule : *rules) {
    Promise(!rule.name.empty() && rule.at_least >= 1 && (!rule.events.empty() || !rule.reasons.empty()));
    Promise(!rule.enforce || (rule.block_for && rule.per != detect::Per::kGate));
    Promise(rule.times_usual || rule.at_least <= detect::kMostCounted);
    Promise(!rule.times_usual || rule.within.count() > 0);
  }
  const detect::Engine engine(*rules);
  return 0;
}

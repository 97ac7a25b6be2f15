#include "cli/inspect/prompt_signals.h"

#include <cmath>

namespace gatehouse::cli {

double Rounded(float value) {
  constexpr double kHundredth = 100;
  return std::round(static_cast<double>(value) * kHundredth) / kHundredth;
}

Value SignalsOf(const prompt::Verdict& verdict) {
  Value signals = EmptyList();
  for (const prompt::Weighed& each : verdict.Signals()) {
    Value signal = Object({{"name", prompt::Describe(each.signal).name}, {"weight", Rounded(each.weight)}});
    if (each.rule != nullptr) signal.Set("rule", each.rule->name);
    signals.Add(std::move(signal));
  }
  return signals;
}

}  // namespace gatehouse::cli

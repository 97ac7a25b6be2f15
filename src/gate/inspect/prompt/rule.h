// A rule: an expression over normalised text (normalise.h), what it tells, how much it weighs, and examples. The rules
// stand in a file for each family (family_*.cc); families.h lists them. The examples are run: families_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::prompt {

// What can speak for or against a prompt: the names that explain, counters and events know. X(constant, name).
#define GATEHOUSE_SIGNALS(X)                  \
  X(kOverride, "instruction_override")        \
  X(kForgery, "role_forgery")                 \
  X(kExtraction, "prompt_extraction")         \
  X(kPersona, "jailbreak_persona")            \
  X(kCompliance, "forced_compliance")         \
  X(kHidden, "hidden_payload")                \
  X(kExfiltration, "exfiltration")            \
  X(kForeign, "override_in_another_language") \
  X(kSpelling, "disguised_spelling")          \
  X(kWording, "wording")                      \
  X(kMarkup, "active_markup")                 \
  X(kSql, "sql_injection")                    \
  X(kSecret, "secret")                        \
  X(kPersonal, "personal_data")

enum class Signal : uint8_t {
#define X(constant, name) constant,
  GATEHOUSE_SIGNALS(X)
#undef X
};

struct SignalInfo {
  Signal signal;
  std::string_view name;
};
[[nodiscard]] std::span<const SignalInfo> AllSignals();
inline constexpr size_t kSignalCount = 14;
[[nodiscard]] inline const SignalInfo& Describe(Signal signal) { return AllSignals()[static_cast<size_t>(signal)]; }

// A prompt whose signals weigh 1 together is refused, as the thresholds come.
inline constexpr float kCertain = 1.2F;  // refused on this alone
inline constexpr float kStrong = 0.8F;
inline constexpr float kMedium = 0.5F;
inline constexpr float kWeak = 0.25F;
inline constexpr float kFaint = 0.1F;  // honest prompts have it as often

struct Rule {
  std::string_view name;  // "ignore previous instructions"
  float weight;
  std::string_view regex;
  std::array<std::string_view, 4> matches{};  // texts as people write them; empty ones are left out
  std::array<std::string_view, 6> passes{};   // look-alikes that it must not match
};

struct Family {
  Signal signal;
  std::span<const Rule> rules;
};
// In the order of Signal; signals that come of something else than rules have none.
[[nodiscard]] std::span<const Family> AllFamilies();

}  // namespace gatehouse::prompt

// The rules for passwords (row A10). All broken rules are reported at once, so that nobody has to find them one by one.
// Shown by policy_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "passwords/breached.h"
#include "passwords/strength.h"

namespace gatehouse::passwords {

inline constexpr size_t kMinCharacters = 12;  // code points

enum class Rule : uint8_t {
  kCharacters,
  kUpper,
  kLower,
  kDigit,
  kSymbol,
  kTooLong,
  kNotText,
  kName,
  kStrength,
  kBreached
};
[[nodiscard]] std::string_view Name(Rule rule);      // "characters" "upper" …, for programs
[[nodiscard]] std::string_view Sentence(Rule rule);  // "at least 12 characters", to follow "it needs"

struct PolicyVerdict {
  std::vector<Rule> broken;  // in the order of the enum; empty: the password is accepted
  Strength strength;
  uint64_t breached = 0;  // how often it was seen

  [[nodiscard]] bool good() const { return broken.empty(); }
};

struct PasswordPolicy {
  int least_score = kLeastScore;
  const BreachedList* breached = nullptr;  // not owned; null: there is no list
};

// Only ASCII letters and digits count as such: every other character, including a space, counts as a
// symbol. An Error only if the breached list cannot be read.
[[nodiscard]] base::Result<PolicyVerdict> CheckPassword(std::string_view password, std::string_view user_name,
                                                        const PasswordPolicy& policy);

}  // namespace gatehouse::passwords

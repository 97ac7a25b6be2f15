#include "passwords/policy.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/bytes.h"
#include "passwords/hash.h"

namespace gatehouse::passwords {
namespace {

struct RuleWords {
  std::string_view name;
  std::string_view sentence;
};
constexpr std::array<RuleWords, 10> kWords = {{
    {"characters", "at least 12 characters"},
    {"upper", "an upper-case letter (A to Z)"},
    {"lower", "a lower-case letter (a to z)"},
    {"digit", "a digit"},
    {"symbol", "a symbol, such as ! or - or a space"},
    {"too_long", "to be no longer than 1024 bytes"},
    {"not_text", "to be text without control characters"},
    {"name", "to be without the user name"},
    {"strength", "to be harder to guess: no common words, names, dates, repetitions or keyboard rows"},
    {"breached", "not to be a password known from breaches"},
}};

// Shorter names occur in many passwords by chance.
constexpr size_t kLeastNameBytes = 3;
constexpr std::string_view kSite = "gatehouse";

using base::IsDigit;
using base::IsLower;
using base::IsUpper;
constexpr bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
constexpr bool IsSymbol(char c) { return !IsUpper(c) && !IsLower(c) && !IsDigit(c) && !IsControl(c); }

size_t CodePoints(std::string_view text) {
  constexpr unsigned kContinuationMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & kContinuationMask) != kContinuation; }));
}

bool HoldsName(std::string_view password, std::string_view name) {
  return name.size() >= kLeastNameBytes && base::AsciiLower(password).contains(base::AsciiLower(name));
}

}  // namespace

std::string_view Name(Rule rule) { return kWords[static_cast<size_t>(rule)].name; }
std::string_view Sentence(Rule rule) { return kWords[static_cast<size_t>(rule)].sentence; }

base::Result<PolicyVerdict> CheckPassword(std::string_view password, std::string_view user_name,
                                          const PasswordPolicy& policy) {
  PolicyVerdict verdict;
  const auto demand = [&](Rule rule, bool met) {
    if (!met) verdict.broken.push_back(rule);
  };
  demand(Rule::kCharacters, CodePoints(password) >= kMinCharacters);
  demand(Rule::kUpper, std::ranges::any_of(password, IsUpper));
  demand(Rule::kLower, std::ranges::any_of(password, IsLower));
  demand(Rule::kDigit, std::ranges::any_of(password, IsDigit));
  demand(Rule::kSymbol, std::ranges::any_of(password, IsSymbol));
  demand(Rule::kTooLong, password.size() <= kMaxPasswordBytes);
  demand(Rule::kNotText, base::IsUtf8(password) && std::ranges::none_of(password, IsControl));
  demand(Rule::kName, !HoldsName(password, user_name));
  const std::array<std::string, 2> about = {std::string(user_name), std::string(kSite)};
  verdict.strength = EstimateStrength(password, about);
  demand(Rule::kStrength, verdict.strength.score >= policy.least_score);
  if (policy.breached != nullptr) {
    const auto count = policy.breached->Count(password);
    if (!count) return std::unexpected(count.error());
    verdict.breached = *count;
    demand(Rule::kBreached, *count == 0);
  }
  return verdict;
}

}  // namespace gatehouse::passwords

#include "passwords/strength.h"

#include <zxcvbn.h>

#include <array>
#include <cmath>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::passwords {
namespace {

// The powers of ten from which each score is reached, as in zxcvbn.
constexpr std::array<double, kBestScore> kOrders = {3, 6, 8, 10};

struct Span {
  double seconds;
  std::string_view name;
};
constexpr double kGuessesASecond = 1e4;
constexpr std::array<Span, 7> kSpans = {{
    {60, "seconds"},
    {3600, "minutes"},
    {86'400, "hours"},
    {2'678'400, "days"},
    {32'140'800, "months"},
    {3'214'080'000, "years"},
    {HUGE_VAL, "centuries"},
}};

}  // namespace

Strength EstimateStrength(std::string_view password, std::span<const std::string> about) {
  // zxcvbn stops at the first NUL.
  password = password.substr(0, std::min(password.find('\0'), kEstimatedBytes));
  const base::SecretString terminated{std::string(password)};
  std::vector<const char*> words;
  for (const std::string& word : about) words.push_back(word.c_str());
  words.push_back(nullptr);
  Strength strength;
  strength.bits = ZxcvbnMatch(terminated.Reveal().data(), words.data(), nullptr);
  const double order = strength.bits * std::log10(2.0);
  for (const double least : kOrders) strength.score += order >= least ? 1 : 0;
  return strength;
}

std::string_view TimeToGuess(const Strength& strength) {
  const double seconds = std::exp2(strength.bits) / kGuessesASecond;
  for (const Span& span : kSpans) {
    if (seconds < span.seconds) return span.name;
  }
  return kSpans.back().name;
}

}  // namespace gatehouse::passwords

// How well a password resists guessing (row A10): zxcvbn's estimate, which considers dictionaries, keyboards, dates
// and repetitions. Shown by strength_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::passwords {

// zxcvbn's scale: a score of 3 means 10^8 guesses, infeasible online and expensive against argon2id.
inline constexpr int kLeastScore = 3;
inline constexpr int kBestScore = 4;
// Only this much of a password is estimated: more can only make it stronger, and the time
// grows quadratically.
inline constexpr size_t kEstimatedBytes = 128;

struct Strength {
  double bits = 0;  // log2 of the guesses
  int score = 0;    // 0–4
};

// `about`: words that an attacker tries first, such as the names of the user and of the site.
[[nodiscard]] Strength EstimateStrength(std::string_view password, std::span<const std::string> about);

// "seconds", "hours", "centuries": the time at 10^4 guesses per second, the rate for a stolen argon2id hash.
[[nodiscard]] std::string_view TimeToGuess(const Strength& strength);

}  // namespace gatehouse::passwords

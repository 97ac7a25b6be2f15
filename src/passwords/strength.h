// How well a password stands up to guessing (row A10): zxcvbn's estimate, which knows dictionaries, keyboards, dates
// and repetitions. Shown by strength_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::passwords {

// zxcvbn's scale: a score of 3 takes 10^8 guesses, which is out of reach online and costly against argon2id.
inline constexpr int kLeastScore = 3;
inline constexpr int kBestScore = 4;
// The estimate looks at no more than this of a password: what follows can only make it stronger, and the time it takes
// grows with the square.
inline constexpr size_t kEstimatedBytes = 128;

struct Strength {
  double bits = 0;  // log2 of the guesses
  int score = 0;    // 0–4
};

// `about` are words that an attacker tries first: the name of the user and of the site.
[[nodiscard]] Strength EstimateStrength(std::string_view password, std::span<const std::string> about);

// "seconds", "hours", "centuries": how long 10^4 guesses a second need, which is what a stolen argon2id hash allows.
[[nodiscard]] std::string_view TimeToGuess(const Strength& strength);

}  // namespace gatehouse::passwords

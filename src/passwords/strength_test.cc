#include "passwords/strength.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace gatehouse::passwords {
namespace {

int ScoreOf(std::string_view password, std::vector<std::string> about = {}) {
  return EstimateStrength(password, about).score;
}

TEST(PasswordStrength, A10_WhatEverybodyGuessesFirst) {
  for (const char* weak :
       {"password", "Password1!", "qwertyuiop", "aaaaaaaaaaaaaaaa", "abcdefghijkl", "12345678901234"}) {
    EXPECT_LT(ScoreOf(weak), kLeastScore) << weak;
  }
}

TEST(PasswordStrength, A10_WhatNobodyGuesses) {
  for (const char* strong : {"kV9#mq2!Lr7&zT", "river-Otter8 brass lantern", "Tr0ub-9wQz!mopKe"}) {
    EXPECT_GE(ScoreOf(strong), kLeastScore) << strong;
  }
}

TEST(PasswordStrength, A10_WordsAboutTheUserAreWeak) {
  const std::vector<std::string> about = {"wolkenkratzerin"};
  const double without = EstimateStrength("wolkenkratzerin1", {}).bits;
  EXPECT_LT(EstimateStrength("wolkenkratzerin1", about).bits, without / 2);
}

TEST(PasswordStrength, A10_LongOnesTakeNoLonger) {
  const std::string password(1024, 'q');
  EXPECT_LT(ScoreOf(password), kLeastScore);
  EXPECT_EQ(EstimateStrength(std::string(kEstimatedBytes, 'q'), {}).bits, EstimateStrength(password, {}).bits);
}

TEST(PasswordStrength, A10_EmptyAndNulAreNoStrength) {
  EXPECT_EQ(ScoreOf(""), 0);
  using namespace std::string_view_literals;
  EXPECT_EQ(ScoreOf("a\0kV9#mq2!Lr7&zT"sv), 0);
}

TEST(PasswordStrength, TimeIsToldInWords) {
  EXPECT_EQ(TimeToGuess({.bits = 0}), "seconds");
  EXPECT_EQ(TimeToGuess({.bits = std::log2(1e8)}), "hours");
  EXPECT_EQ(TimeToGuess({.bits = 200}), "centuries");
}

}  // namespace
}  // namespace gatehouse::passwords

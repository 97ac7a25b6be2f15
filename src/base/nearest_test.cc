#include "base/nearest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::base {
namespace {

TEST(Nearest, EditDistance) {
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("check", "check"), 0U);
  EXPECT_EQ(EditDistance("chekc", "check"), 1U);  // swapped neighbours are one edit
  EXPECT_EQ(EditDistance("stats", "status"), 1U);
  EXPECT_EQ(EditDistance("up", "stop"), 3U);
}

TEST(Nearest, WhatWasMeantOrNothing) {
  const std::vector<std::string_view> known = {"up", "reload", "stop", "status", "check"};
  EXPECT_EQ(Nearest("chekc", known), "check");
  EXPECT_EQ(Nearest("stat", known), "");  // two letters short of four: more than a third
  EXPECT_EQ(Nearest("statsu", known), "status");
  EXPECT_EQ(Nearest("u", known), "up");
  EXPECT_EQ(Nearest("frobnicate", known), "");
  EXPECT_EQ(Nearest("", known), "");
  EXPECT_EQ(Nearest(std::string(100'000, 'x'), known), "");
}

TEST(Nearest, AlternativesReadLikeASentence) {
  EXPECT_EQ(Alternatives(std::vector<std::string_view>{"a"}), "a");
  EXPECT_EQ(Alternatives(std::vector<std::string_view>{"a", "b", "c"}), "a, b or c");
}

}  // namespace
}  // namespace gatehouse::base

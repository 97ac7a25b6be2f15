#include "base/number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace gatehouse::base {
namespace {

TEST(ParseNumber, TheWholeTextIsTheNumber) {
  EXPECT_EQ(ParseNumber<int>("0"), 0);
  EXPECT_EQ(ParseNumber<int>("-17"), -17);
  EXPECT_EQ(ParseNumber<int64_t>("007"), 7);
  EXPECT_EQ(ParseNumber<double>("2.5"), 2.5);
}

TEST(ParseNumber, AnythingElseIsNone) {
  for (const char* text : {"", " 1", "1 ", "+1", "1a", "0x10", "1.0", "--1", "-", "1e3"})
    EXPECT_EQ(ParseNumber<int>(text), std::nullopt) << '\'' << text << '\'';
  EXPECT_EQ(ParseNumber<int>(std::string_view("1\0", 2)), std::nullopt);
}

TEST(ParseNumber, WhatTheTypeCannotHoldIsNone) {
  EXPECT_EQ(ParseNumber<uint16_t>("65535"), 65535);
  EXPECT_EQ(ParseNumber<uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(ParseNumber<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(ParseNumber<int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(ParseNumber<int64_t>("9223372036854775808"), std::nullopt);
}

TEST(ParseNumber, ReadsNoFurtherThanTheView) { EXPECT_EQ(ParseNumber<int>(std::string_view("1234").substr(0, 2)), 12); }

}  // namespace
}  // namespace gatehouse::base

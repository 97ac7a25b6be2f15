#include "control/sharing/shared_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::sharing {
namespace {

SharedKey KeyFrom(std::string text) { return SharedKey(base::SecretString(std::move(text))); }

const Batch kBatch{.gate = 0xFEDCBA9876543210, .number = 7, .told = {{1, 1'000, 3}, {UINT64_MAX, 16, UINT32_MAX}}};

TEST(SharedKey, B11_ABatchComesOutAsItWentIn) {
  const SharedKey key = KeyFrom("sixteen bytes or more");
  const auto opened = key.Open(key.Seal(kBatch));
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->gate, kBatch.gate);
  EXPECT_EQ(opened->number, kBatch.number);
  EXPECT_EQ(opened->told, kBatch.told);
  const auto empty = key.Open(key.Seal({.gate = 1, .number = 2, .told = {}}));
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->told.empty());
}

TEST(SharedKey, B11_WhatSomebodyElseWroteIsNotRead) {
  const SharedKey key = KeyFrom("sixteen bytes or more");
  const std::string sealed = key.Seal(kBatch);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key.Open(changed)) << i;
  }
  EXPECT_FALSE(key.Open(sealed.substr(0, sealed.size() - 1)));
  EXPECT_FALSE(key.Open(""));
  EXPECT_FALSE(KeyFrom("sixteen bytes or less").Open(sealed));
}

TEST(SharedKey, B11_DifferentKeysHaveNothingInCommon) {
  const SharedKey one = KeyFrom("sixteen bytes or more");
  const SharedKey other = KeyFrom("sixteen bytes or less");
  EXPECT_NE(one.stream(), other.stream());
  EXPECT_NE(one.BucketSecret(), other.BucketSecret());
  EXPECT_THAT(one.stream(), testing::MatchesRegex("gatehouse:limits:[0-9a-f]+"));
}

TEST(SharedKey, B11_TheLineBreakAtTheEndOfAFileIsNoPartOfTheKey) {
  EXPECT_EQ(KeyFrom("sixteen bytes or more\r\n").BucketSecret(), KeyFrom("sixteen bytes or more").BucketSecret());
  EXPECT_NE(KeyFrom("sixteen bytes or more ").BucketSecret(), KeyFrom("sixteen bytes or more").BucketSecret());
}

}  // namespace
}  // namespace gatehouse::sharing

#include "gate/respond/caching.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(Caching, A9_AnAnswerToASessionIsPrivate) {
  EXPECT_EQ(PrivateCacheControl(""), "private");
  EXPECT_EQ(PrivateCacheControl("public, max-age=600"), "private, max-age=600");
  EXPECT_EQ(PrivateCacheControl("Public,S-MaxAge=9, must-revalidate"), "private, must-revalidate");
  EXPECT_EQ(PrivateCacheControl("max-age=60"), "private, max-age=60");
  EXPECT_EQ(PrivateCacheControl("private=\"set-cookie\""), "private, private=\"set-cookie\"");
}

TEST(Caching, A9_WhatIsStricterStays) {
  for (const char* strict : {"no-store", "private", "Private, max-age=5", "no-cache, NO-STORE", "public, no-store"}) {
    EXPECT_EQ(PrivateCacheControl(strict), strict);
  }
}

TEST(Caching, VaryIsAListOfNames) {
  EXPECT_TRUE(VariesBy("Accept-Encoding, Cookie", "cookie"));
  EXPECT_TRUE(VariesBy("*", "cookie"));
  EXPECT_FALSE(VariesBy("Accept-Encoding", "cookie"));
  EXPECT_FALSE(VariesBy("X-Cookie", "cookie"));
  EXPECT_FALSE(VariesBy("", "cookie"));
}

}  // namespace
}  // namespace gatehouse::gate

#include "nginx/body_share.h"

#include <gtest/gtest.h>

#include <memory>

namespace gatehouse::nginx {
namespace {

TEST(BodyShare, C13_BodiesAreBoundedInSum) {
  BodyBudget budget(100);
  BodyShare first;
  EXPECT_TRUE(first.Take(budget, 60));
  {
    BodyShare second;
    EXPECT_FALSE(second.Take(budget, 41));
    EXPECT_TRUE(second.Take(budget, 40));
    EXPECT_EQ(budget.used(), 100U);
    EXPECT_FALSE(first.Take(budget, 61)) << "it keeps what it had";
    EXPECT_TRUE(first.Take(budget, 50)) << "it was announced longer than it is";
    EXPECT_EQ(budget.used(), 90U);
  }
  EXPECT_EQ(budget.used(), 50U);
}

TEST(BodyShare, C13_TheOnlyOneAlwaysHasRoom) {
  BodyBudget budget(100);
  BodyShare only;
  EXPECT_TRUE(only.Take(budget, 1000));
  BodyShare other;
  EXPECT_FALSE(other.Take(budget, 1));
  EXPECT_TRUE(only.Take(budget, 10));
  EXPECT_TRUE(other.Take(budget, 90));
  EXPECT_FALSE(other.Take(budget, UINT64_MAX));
}

}  // namespace
}  // namespace gatehouse::nginx

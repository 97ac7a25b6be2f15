#include "base/counted.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(Counted, OnlyOneIsSingular) {
  EXPECT_EQ(Counted(0, "finding"), "0 findings");
  EXPECT_EQ(Counted(1, "finding"), "1 finding");
  EXPECT_EQ(Counted(2, "finding"), "2 findings");
  EXPECT_EQ(Counted(1, "line is", "lines are"), "1 line is");
  EXPECT_EQ(Counted(21, "line is", "lines are"), "21 lines are");
}

}  // namespace
}  // namespace gatehouse::base

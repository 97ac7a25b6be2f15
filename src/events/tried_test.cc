#include "events/tried.h"

#include <gtest/gtest.h>

namespace gatehouse::events {
namespace {

TEST(TriedMark, A14_TheSameIsTheSameAndOthersAreNot) {
  const TriedMark mark;
  EXPECT_EQ(mark.Of("ada", "wrong"), mark.Of("ada", "wrong"));
  EXPECT_NE(mark.Of("ada", "wrong"), mark.Of("ada", "wrong2"));
  EXPECT_NE(mark.Of("ada", "wrong"), mark.Of("bob", "wrong"));
  EXPECT_NE(mark.Of("ad", "awrong"), mark.Of("ada", "wrong"));
  EXPECT_EQ(mark.Of("", ""), "");
}

TEST(TriedMark, A14_ItIsShortAndAnotherProcessMakesAnother) {
  const TriedMark mark;
  EXPECT_EQ(mark.Of("ada", "wrong").size(), 2 * TriedMark::kBytes);
  int same = 0;
  for (int i = 0; i < 8; ++i) same += TriedMark().Of("ada", "wrong") == mark.Of("ada", "wrong") ? 1 : 0;
  EXPECT_LT(same, 2) << "a reader of the log cannot try passwords against it";
}

}  // namespace
}  // namespace gatehouse::events

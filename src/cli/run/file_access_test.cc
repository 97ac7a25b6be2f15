#include "cli/run/file_access.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace gatehouse::cli {
namespace {

TEST(FileAccess, B1_Owners) {
  EXPECT_EQ(ParseFileOwner("root")->user, 0U);
  EXPECT_EQ(ParseFileOwner("root")->group, 0U);
  EXPECT_EQ(ParseFileOwner("1234:5678")->user, 1234U);
  EXPECT_EQ(ParseFileOwner("1234:5678")->group, 5678U);
  EXPECT_EQ(ParseFileOwner(":root")->user, geteuid());
  EXPECT_EQ(ParseFileOwner("1234")->group, getegid());
  for (const char* wrong : {"no-such-user-here", "root:no-such-group-here", "root:", ":", "-1", "1x"}) {
    EXPECT_FALSE(ParseFileOwner(wrong)) << wrong;
  }
}

TEST(FileAccess, B1_Modes) {
  EXPECT_EQ(*ParseFileMode("0400"), 0400U);
  EXPECT_EQ(*ParseFileMode("440"), 0440U);
  for (const char* wrong : {"0444", "0600", "0644", "0777", "", "4", "0o400", "-440"}) {
    EXPECT_FALSE(ParseFileMode(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace gatehouse::cli

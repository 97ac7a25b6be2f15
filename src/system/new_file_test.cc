#include "system/new_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

namespace gatehouse::system {
namespace {

TEST(NewFile, WritesWithItsModeAndNeverOver) {
  const std::string path = testing::TempDir() + "/new_file_test";
  unlink(path.c_str());
  ASSERT_TRUE(WriteNewFile(path, "first", 0600));
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_FALSE(WriteNewFile(path, "second", 0600));
  EXPECT_EQ(base::ReadFile(path).value(), "first");
  unlink(path.c_str());
}

TEST(NewFile, DoesNotFollowADanglingLink) {
  const std::string link = testing::TempDir() + "/new_file_link";
  const std::string target = testing::TempDir() + "/new_file_target";
  unlink(link.c_str());
  unlink(target.c_str());
  ASSERT_EQ(symlink(target.c_str(), link.c_str()), 0);
  EXPECT_FALSE(WriteNewFile(link, "content", 0600));
  EXPECT_NE(access(target.c_str(), F_OK), 0);
  unlink(link.c_str());
}

}  // namespace
}  // namespace gatehouse::system

#include "system/new_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::system {
namespace {

TEST(NewFile, WritesWithItsModeAndNeverOver) {
  const base::testing::Folder folder;
  const std::string path = folder.At("file");
  ASSERT_TRUE(WriteNewFile(path, "first", 0600));
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_FALSE(WriteNewFile(path, "second", 0600));
  EXPECT_EQ(base::ReadFile(path).value(), "first");
}

TEST(NewFile, DoesNotFollowADanglingLink) {
  const base::testing::Folder folder;
  const std::string link = folder.At("link");
  const std::string target = folder.At("target");
  ASSERT_EQ(symlink(target.c_str(), link.c_str()), 0);
  EXPECT_FALSE(WriteNewFile(link, "content", 0600));
  EXPECT_NE(access(target.c_str(), F_OK), 0);
}

}  // namespace
}  // namespace gatehouse::system

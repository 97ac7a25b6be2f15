#include "system/prepare_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::system {
namespace {

class PrepareFolderTest : public testing::Test {
 protected:
  static struct stat StateOf(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info;
  }
  static mode_t ModeOf(const std::string& path) { return StateOf(path).st_mode & 07777; }

  base::testing::Folder above_;
  const std::string folder_ = above_.At("run");
};

TEST_F(PrepareFolderTest, MadePrivateWithItsParents) {
  ASSERT_TRUE(PrepareRunFolder(RunFolder(folder_ + "/a/run")));
  EXPECT_EQ(ModeOf(folder_ + "/a/run"), 0700U);
  EXPECT_EQ(ModeOf(folder_ + "/a/run/temp"), 0700U);
  EXPECT_TRUE(PrepareRunFolder(RunFolder(folder_ + "/a/run")));  // a second time
}

TEST_F(PrepareFolderTest, A6_GitLooksAtNothingInANewOne) {
  ASSERT_TRUE(PrepareRunFolder(RunFolder(folder_)));
  EXPECT_EQ(base::ReadFile(folder_ + "/.gitignore").value_or(""), "*\n");
  // What somebody has changed or removed stays so, and a folder that was there is left as it is.
  std::filesystem::remove(folder_ + "/.gitignore");
  ASSERT_TRUE(PrepareRunFolder(RunFolder(folder_)));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/.gitignore"));
}

TEST_F(PrepareFolderTest, RefusesAFolderThatOthersMayWriteTo) {
  std::filesystem::create_directory(folder_);
  chmod(folder_.c_str(), 0777);
  EXPECT_FALSE(PrepareRunFolder(RunFolder(folder_)));
}

TEST_F(PrepareFolderTest, RefusesAFile) {
  ASSERT_TRUE(base::WriteFile(folder_, "no folder"));
  EXPECT_FALSE(PrepareRunFolder(RunFolder(folder_)));
}

TEST_F(PrepareFolderTest, GivenToTheWorkersUserByRootAlone) {
  constexpr uid_t kOther = 12345;
  ASSERT_TRUE(PrepareRunFolder(RunFolder(folder_)));
  const gid_t group = StateOf(folder_).st_gid;
  ASSERT_TRUE(GiveRunFolder(RunFolder(folder_), kOther));
  EXPECT_EQ(StateOf(folder_).st_uid, geteuid() == 0 ? kOther : geteuid());
  EXPECT_EQ(StateOf(folder_).st_gid, group);
  EXPECT_TRUE(PrepareRunFolder(RunFolder(folder_)));
}

}  // namespace
}  // namespace gatehouse::system

#include "cli/run/memory_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace gatehouse::cli {
namespace {

mode_t ModeOf(const std::string& path) {
  struct stat found{};
  return stat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

TEST(MemoryFolder, A4_PrivateInMemoryAndGoneAtTheEnd) {
  std::string path;
  {
    const auto folder = MemoryFolder::Make();
    ASSERT_TRUE(folder) << folder.error().Text();
    path = folder->path();
    EXPECT_EQ(ModeOf(path), 0700U);
    EXPECT_TRUE(IsInMemory(path));
    const auto file = folder->Write("API_KEY", base::SecretString(std::string("value")));
    ASSERT_TRUE(file);
    EXPECT_EQ(ModeOf(*file), 0400U);
    EXPECT_EQ(base::ReadFile(*file), "value");
    EXPECT_TRUE(folder->Write("API_KEY", base::SecretString(std::string("another"))));
    EXPECT_EQ(base::ReadFile(*file), "another");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(MemoryFolder, A4_WhatAKilledProcessLeftIsRemovedAndWhatLivesIsNot) {
  const auto living = MemoryFolder::Make();
  ASSERT_TRUE(living);
  std::string left = std::filesystem::path(living->path()).parent_path().string() + "/gatehouse-run-XXXXXX";
  ASSERT_NE(mkdtemp(left.data()), nullptr);
  const auto next = MemoryFolder::Make();
  ASSERT_TRUE(next);
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(living->path()));
}

TEST(MemoryFolder, A4_AFolderThatIsNotOursAloneIsRefused) {
  const auto root = MemoryRoot();
  ASSERT_TRUE(root) << root.error().Text();
  const std::string open = *root + "/gatehouse-test-open-" + std::to_string(getpid());
  EXPECT_TRUE(PrepareMemoryFolder(open));
  EXPECT_TRUE(PrepareMemoryFolder(open));
  ASSERT_EQ(chmod(open.c_str(), 0755), 0);
  EXPECT_FALSE(PrepareMemoryFolder(open));
  const std::string link = open + "-link";
  ASSERT_EQ(symlink(open.c_str(), link.c_str()), 0);
  ASSERT_EQ(chmod(open.c_str(), 0700), 0);
  EXPECT_FALSE(PrepareMemoryFolder(link));
  unlink(link.c_str());
  std::filesystem::remove_all(open);
}

TEST(MemoryFolder, A4_ADiskIsNoMemory) { EXPECT_FALSE(IsInMemory("/proc")); }

}  // namespace
}  // namespace gatehouse::cli

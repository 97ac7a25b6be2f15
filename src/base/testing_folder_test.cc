#include "base/testing_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/file.h"

namespace gatehouse::base {
namespace {

TEST(TestingFolder, IsItsOwnAndIsRemovedWithAllInIt) {
  std::string path;
  {
    const testing::Folder folder;
    const testing::Folder other;
    path = folder.path();
    EXPECT_NE(path, other.path());
    EXPECT_TRUE(std::filesystem::is_empty(path));
    EXPECT_EQ(folder.Write("a/b/file", "text"), path + "/a/b/file");
    EXPECT_EQ(ReadFile(folder.At("a/b/file")), "text");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TestingFolder, ATestWithoutItsFolderFails) {
  const char* const before = getenv("TEST_TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  for (const char* nowhere : {"/no/such/folder", "/proc"}) {
    setenv("TEST_TMPDIR", nowhere, 1);
    EXPECT_THROW(testing::Folder(), std::runtime_error) << nowhere;
  }
  if (before == nullptr) {
    unsetenv("TEST_TMPDIR");
  } else {
    setenv("TEST_TMPDIR", kept.c_str(), 1);
  }
}

}  // namespace
}  // namespace gatehouse::base

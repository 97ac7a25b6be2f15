#include "events/log_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/testing_folder.h"

namespace gatehouse::events {
namespace {

class LogFilesTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& more = "") const { return folder_.At("events.jsonl" + more); }
  static void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  base::testing::Folder folder_;
};

TEST_F(LogFilesTest, A14_OldestFirstAndOnlyThoseThatAreThere) {
  EXPECT_TRUE(FilesOfLog(Path()).empty());
  Write(Path(), "new\n");
  Write(Path(".1"), "old\n");
  Write(Path(".3"), "oldest\n");
  const auto files = FilesOfLog(Path());
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].path, Path(".3"));
  EXPECT_EQ(files[2].path, Path());
  EXPECT_EQ(files[2].size, 4U);
}

TEST_F(LogFilesTest, A14_AFileIsKnownUnderItsNewNameAndAnotherIsNot) {
  Write(Path(), "first\n");
  const auto before = *IdentifyFile(Path());
  std::filesystem::rename(Path(), Path(".1"));
  Write(Path(), "second\n");
  const auto files = FilesOfLog(Path());
  ASSERT_EQ(files.size(), 2U);
  EXPECT_TRUE(IsSameFile(files[0], before.inode, before.fingerprint, 6));
  EXPECT_FALSE(IsSameFile(files[1], before.inode, before.fingerprint, 6));
  EXPECT_FALSE(IsSameFile(files[0], before.inode, before.fingerprint, 7)) << "it was cut";
  EXPECT_FALSE(IsSameFile({.path = "", .inode = before.inode, .fingerprint = "another", .size = 100}, before.inode,
                          before.fingerprint, 6))
      << "an inode that is used again";
}

TEST_F(LogFilesTest, A14_WithoutAWholeLineTheInodeDecides) {
  Write(Path(), "half a li");
  const auto file = *IdentifyFile(Path());
  EXPECT_TRUE(file.fingerprint.empty());
  EXPECT_TRUE(IsSameFile(file, file.inode, "", 0));
  EXPECT_FALSE(IsSameFile(file, "0:0", "", 0));
  EXPECT_EQ(IdentifyFile(folder_.path()), std::nullopt) << "a folder";
}

}  // namespace
}  // namespace gatehouse::events

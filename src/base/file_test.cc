#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/testing_folder.h"

namespace gatehouse::base {
namespace {

namespace fs = std::filesystem;
using namespace std::literals;

class FileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string At(std::string_view name) const { return folder_.At(name); }
  [[nodiscard]] mode_t ModeOf(const std::string& path) const {
    struct stat entry{};
    EXPECT_EQ(stat(path.c_str(), &entry), 0);
    return entry.st_mode & 07777U;
  }
  [[nodiscard]] size_t Entries() const {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

  testing::Folder folder_;
};

TEST_F(FileTest, WhatIsWrittenIsRead) {
  for (const auto& content : {""s, "short"s, "with \0 in it"s, std::string(200'000, 'x')}) {
    ASSERT_TRUE(WriteFile(At("f"), content));
    EXPECT_EQ(ReadFile(At("f")), content);
  }
  EXPECT_EQ(Entries(), 1U);  // nothing is left beside it
}

TEST_F(FileTest, ReadTellsMissingFromUnreadableFromTooLarge) {
  EXPECT_EQ(ReadFile(At("none")).error().what, "Does not exist");
  EXPECT_EQ(ReadFile(At("none")).error().where, At("none"));
  EXPECT_TRUE(ReadFile(folder_.path()).error().what.starts_with("Cannot be read"));
  ASSERT_TRUE(WriteFile(At("f"), "12345"));
  EXPECT_EQ(ReadFile(At("f"), 4).error().what, "The file is too large");
  EXPECT_EQ(ReadFile(At("f"), 5), "12345");
  EXPECT_EQ(ReadFile(At("f"), 0).error().what, "The file is too large");
  EXPECT_FALSE(ReadFile(At("f") + "\0.txt"s));
  EXPECT_FALSE(ReadFile(""));
}

TEST_F(FileTest, WriteHonoursTheModeWhateverTheUmask) {
  const mode_t before = umask(0077);
  ASSERT_TRUE(WriteFile(At("open"), "x", 0644));
  umask(0);
  ASSERT_TRUE(WriteFile(At("closed"), "x", 0600));
  ASSERT_TRUE(WriteFile(At("open"), "y", 0600));  // also of a file that was there
  umask(before);
  EXPECT_EQ(ModeOf(At("closed")), 0600U);
  EXPECT_EQ(ModeOf(At("open")), 0600U);
  ASSERT_TRUE(WriteFile(At("open"), "z"));
  EXPECT_EQ(ModeOf(At("open")), 0644U);
}

TEST_F(FileTest, FailedWriteLeavesTheOldFileAndNothingElse) {
  EXPECT_FALSE(WriteFile(At("missing/f"), "x"));
  fs::create_directory(At("f"));
  EXPECT_FALSE(WriteFile(At("f"), "x"));
  EXPECT_TRUE(fs::is_directory(At("f")));
  EXPECT_EQ(Entries(), 1U);
}

class ResolveInsideTest : public FileTest {
 protected:
  ResolveInsideTest() {
    fs::create_directories(folder_.At("data/sub"));
    fs::create_directories(folder_.At("database"));
    EXPECT_TRUE(WriteFile(At("data/report.txt"), "r"));
    EXPECT_TRUE(WriteFile(At("data/sub/deep.txt"), "d"));
    EXPECT_TRUE(WriteFile(At("secret.txt"), "s"));
    EXPECT_TRUE(WriteFile(At("database/secret.txt"), "s"));
  }
  [[nodiscard]] std::string Resolve(std::string_view name) const {
    const auto path = ResolveInside(At("data"), name);
    return path ? *path : path.error().what;
  }
};

TEST_F(ResolveInsideTest, B8_FindsWhatIsInside) {
  EXPECT_EQ(Resolve("report.txt"), At("data/report.txt"));
  EXPECT_EQ(Resolve("sub/deep.txt"), At("data/sub/deep.txt"));
  EXPECT_EQ(Resolve("...txt"), At("data/...txt"));  // no `..` component
}

TEST_F(ResolveInsideTest, B8_LastComponentNeedNotExist) {
  EXPECT_EQ(Resolve("new.txt"), At("data/new.txt"));
  EXPECT_EQ(Resolve("sub/new.txt"), At("data/sub/new.txt"));
  EXPECT_EQ(Resolve("none/new.txt"), "Access denied");
  EXPECT_EQ(Resolve("report.txt/new"), "Access denied");
}

TEST_F(ResolveInsideTest, B8_RefusesSpellingsThatLeadOut) {
  for (const auto name : {""sv, "."sv, ".."sv, "/"sv, "/etc/passwd"sv, "../secret.txt"sv, "sub/../../secret.txt"sv,
                          "sub/../report.txt"sv, "sub/.."sv, "./report.txt"sv, "sub//deep.txt"sv, "report.txt/"sv,
                          "new/"sv, "report.txt\0"sv, "\0"sv, "../database/secret.txt"sv}) {
    EXPECT_EQ(Resolve(name), "Access denied") << name;
  }
  EXPECT_EQ(Resolve(std::string(300, 'a')), "Access denied");
  EXPECT_EQ(Resolve(std::string(5000, 'a')), "Access denied");
  EXPECT_EQ(Resolve("/" + At("data/report.txt")), "Access denied");
}

TEST_F(ResolveInsideTest, B8_LinksAreFollowedInsideAndRefusedOut) {
  fs::create_symlink("report.txt", At("data/inside"));
  fs::create_symlink("../report.txt", At("data/sub/up_but_inside"));
  fs::create_directory_symlink("sub", At("data/folder"));
  EXPECT_EQ(Resolve("inside"), At("data/report.txt"));
  EXPECT_EQ(Resolve("sub/up_but_inside"), At("data/report.txt"));
  EXPECT_EQ(Resolve("folder/deep.txt"), At("data/sub/deep.txt"));
  EXPECT_EQ(Resolve("folder/new.txt"), At("data/sub/new.txt"));

  fs::create_symlink("../secret.txt", At("data/out"));
  fs::create_symlink(At("secret.txt"), At("data/absolute_out"));
  fs::create_symlink(At("data/report.txt"), At("data/absolute_inside"));
  fs::create_directory_symlink("..", At("data/folder_out"));
  fs::create_symlink("loop", At("data/loop"));
  fs::create_symlink("../not_there_yet", At("data/dangling_out"));
  fs::create_symlink("not_there_yet", At("data/dangling_inside"));
  fs::create_directory_symlink("/proc/self/cwd", At("data/magic"));
  for (const auto name :
       {"out"sv, "absolute_out"sv, "absolute_inside"sv, "folder_out"sv, "folder_out/secret.txt"sv,
        "folder_out/new.txt"sv, "loop"sv, "dangling_out"sv, "dangling_inside"sv, "magic"sv, "magic/x"sv}) {
    EXPECT_EQ(Resolve(name), "Access denied") << name;
  }
}

TEST_F(ResolveInsideTest, B8_MissingFolderIsARefusal) {
  const auto path = ResolveInside(At("nowhere"), "x");
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().what, "Access denied");
}

}  // namespace
}  // namespace gatehouse::base

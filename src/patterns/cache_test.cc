#include "patterns/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::patterns {
namespace {

namespace fs = std::filesystem;

class Cache : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_.path())) files.push_back(entry.path().string());
    return files;
  }
  static size_t Count(const Database& database, std::string_view text) {
    Scratch scratch;
    EXPECT_TRUE(database.Fit(scratch));
    size_t count = 0;
    EXPECT_TRUE(database.Scan(text, scratch, [&](const Match&) { return ++count > 0; }));
    return count;
  }
  // As if its last use was that long ago.
  static void SetUnused(const std::string& file, std::chrono::seconds ago) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - ago);
  }
  [[nodiscard]] base::Result<Database> Get(const std::string& regex) const {
    const std::array expressions = {Expression{1, "x", regex, 0}};
    return CompileCached(expressions, Mode::kBlock, folder_.path(), "rules");
  }

  base::testing::Folder folder_;
};

TEST_F(Cache, TheSecondTimeComesFromTheFile) {
  ASSERT_TRUE(Get("abc"));
  const auto files = Files();
  ASSERT_EQ(files.size(), 1);
  const auto written = fs::last_write_time(files[0]);
  const auto again = Get("abc");
  ASSERT_TRUE(again);
  EXPECT_EQ(Count(*again, "abcabc"), 2);
  EXPECT_EQ(fs::last_write_time(files[0]), written);
  struct stat status{};
  ASSERT_EQ(stat(files[0].c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600);
}

TEST_F(Cache, OtherExpressionsNeverMeetAnOldFile) {
  ASSERT_TRUE(Get("abc"));
  const auto old = Files();
  const auto other = Get("xyz");
  ASSERT_TRUE(other);
  EXPECT_EQ(Count(*other, "abc xyz"), 1);
  ASSERT_EQ(Files().size(), 2);  // another version may still use the old one
  EXPECT_THAT(Files(), ::testing::Contains(old[0]));
}

TEST_F(Cache, OfEachNameTheLastUsedFilesAreKept) {
  std::vector<std::string> in_order;
  for (size_t i = 0; i < kMaxFilesOfAKind + 3; ++i) {
    ASSERT_TRUE(Get("abc" + std::to_string(i)));
    for (const std::string& file : Files()) {
      if (std::ranges::find(in_order, file) == in_order.end()) {
        in_order.push_back(file);
        SetUnused(file, std::chrono::hours(20 - static_cast<int>(i)));
      }
    }
  }
  const std::vector<std::string> last(in_order.end() - kMaxFilesOfAKind, in_order.end());
  EXPECT_THAT(Files(), ::testing::UnorderedElementsAreArray(last));
}

TEST_F(Cache, OtherNamesHaveTheirOwnNumberOfFiles) {
  const std::array expressions = {Expression{1, "x", "abc", 0}};
  ASSERT_TRUE(CompileCached(expressions, Mode::kBlock, folder_.path(), "rules-2"));
  for (size_t i = 0; i < kMaxFilesOfAKind + 1; ++i) ASSERT_TRUE(Get("abc" + std::to_string(i)));
  EXPECT_EQ(Files().size(), kMaxFilesOfAKind + 1);
}

TEST_F(Cache, WhatWasNotUsedForLongIsDeleted) {
  const std::array expressions = {Expression{1, "x", "abc", 0}};
  ASSERT_TRUE(CompileCached(expressions, Mode::kBlock, folder_.path(), "gone"));  // no version has this name any more
  SetUnused(Files()[0], std::chrono::days(kMaxUnusedDays + 1));
  ASSERT_TRUE(Get("abc"));
  ASSERT_EQ(Files().size(), 1);
  EXPECT_FALSE(Files()[0].contains("gone"));
}

// A file that is used is never too old, and it does not need a new file to have the others deleted.
TEST_F(Cache, TheFirstUseOfADayIsNotedAndDeletesOldFiles) {
  ASSERT_TRUE(Get("old"));
  SetUnused(Files()[0], std::chrono::days(kMaxUnusedDays - 1));
  const std::string old = Files()[0];
  ASSERT_TRUE(Get("abc"));
  ASSERT_EQ(Files().size(), 2);
  SetUnused(old, std::chrono::days(kMaxUnusedDays + 1));
  const std::string used = Files()[0] == old ? Files()[1] : Files()[0];
  SetUnused(used, std::chrono::days(kMaxUnusedDays + 10));
  ASSERT_TRUE(Get("abc"));
  EXPECT_THAT(Files(), ::testing::ElementsAre(used));
  EXPECT_LT(fs::file_time_type::clock::now() - fs::last_write_time(used), std::chrono::hours(1));
}

TEST_F(Cache, FilesThatAreNotOfTheCacheStay) {
  const std::string digits(32, 'a');
  for (const std::string name : {"notes.db", "rules-xyz.db", "-0.db", ".db"}) {
    SetUnused(folder_.Write(name, "x"), std::chrono::days(100));
  }
  ASSERT_EQ(mkdir(folder_.At("rules-" + digits + ".db").c_str(), 0700), 0);
  ASSERT_EQ(symlink("notes.db", folder_.At("other-" + digits + ".db").c_str()), 0);
  ASSERT_TRUE(Get("abc"));
  EXPECT_EQ(Files().size(), 7);
}

TEST_F(Cache, ADamagedFileIsMadeAnew) {
  ASSERT_TRUE(Get("abc"));
  const std::string path = Files()[0];
  const std::string whole = *base::ReadFile(path);
  for (const std::string& damaged : {std::string(), whole.substr(0, 30), whole.substr(0, whole.size() - 1),
                                     whole.substr(0, whole.size() - 1) + "x", "x" + whole.substr(1)}) {
    ASSERT_TRUE(base::WriteFile(path, damaged, 0600));
    const auto database = Get("abc");
    ASSERT_TRUE(database);
    EXPECT_EQ(Count(*database, "abc"), 1);
    EXPECT_EQ(*base::ReadFile(path), whole);
  }
}

// A file that others can write could be anything: Vectorscan would run it.
TEST_F(Cache, AFileThatOthersCanWriteIsNotRead) {
  ASSERT_TRUE(Get("abc"));
  const std::string path = Files()[0];
  ASSERT_EQ(chmod(path.c_str(), 0666), 0);
  ASSERT_TRUE(Get("abc"));
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600);  // written again
}

TEST_F(Cache, AFolderThatIsNotOursIsNoError) {
  const std::array expressions = {Expression{1, "x", "abc", 0}};
  for (const std::string& folder : {std::string(), folder_.At("missing")}) {
    const auto database = CompileCached(expressions, Mode::kBlock, folder, "rules");
    ASSERT_TRUE(database);
    EXPECT_EQ(Count(*database, "abc"), 1);
  }
  ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
  ASSERT_TRUE(CompileCached(expressions, Mode::kBlock, folder_.path(), "rules"));
  EXPECT_TRUE(Files().empty());
}

TEST_F(Cache, TheUsersFolderIsMadeAndClosedToOthers) {
  const char* const before = getenv("XDG_CACHE_HOME");
  const std::string kept = before == nullptr ? "" : before;
  setenv("XDG_CACHE_HOME", folder_.At("cache").c_str(), 1);
  const std::string folder = UserCacheFolder();
  if (before == nullptr) {
    unsetenv("XDG_CACHE_HOME");
  } else {
    setenv("XDG_CACHE_HOME", kept.c_str(), 1);
  }
  EXPECT_EQ(folder, folder_.At("cache/gatehouse"));
  struct stat status{};
  ASSERT_EQ(stat(folder.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700);
}

}  // namespace
}  // namespace gatehouse::patterns

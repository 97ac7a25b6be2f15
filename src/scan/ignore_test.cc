#include "scan/ignore.h"

#include <gtest/gtest.h>

#include <chrono>

namespace gatehouse::scan {
namespace {

bool Ignored(std::string_view lines, std::string_view path, bool is_folder = false) {
  return IgnoreList(lines).Decide(path, is_folder).value_or(false);
}

TEST(Ignore, LinesMeanWhatGitSays) {
  EXPECT_TRUE(Ignored("*.log", "a/b.log"));
  EXPECT_FALSE(Ignored("*.log", "a/b.logs"));
  EXPECT_TRUE(Ignored("/top", "top"));
  EXPECT_FALSE(Ignored("/top", "a/top"));
  EXPECT_TRUE(Ignored("a/*.c", "a/b.c"));
  EXPECT_FALSE(Ignored("a/*.c", "a/b/d.c"));
  EXPECT_TRUE(Ignored("a/**/d.c", "a/b/c/d.c"));
  EXPECT_TRUE(Ignored("a/**/d.c", "a/d.c"));
  EXPECT_TRUE(Ignored("**/x", "a/b/x"));
  EXPECT_TRUE(Ignored("a/**", "a/b/c"));
  EXPECT_TRUE(Ignored("build/", "build", true));
  EXPECT_FALSE(Ignored("build/", "build", false));
  EXPECT_TRUE(Ignored("[a-c]?.txt", "b1.txt"));
  EXPECT_FALSE(Ignored("[!a-c].txt", "b.txt"));
  EXPECT_TRUE(Ignored("\\#x", "#x"));
  EXPECT_TRUE(Ignored("\\!x", "!x"));
  EXPECT_FALSE(Ignored("# comment\n\n", "# comment"));
}

TEST(Ignore, TheLastLineThatFitsCounts) {
  EXPECT_FALSE(Ignored("*.log\n!keep.log", "keep.log"));
  EXPECT_TRUE(Ignored("!keep.log\n*.log", "keep.log"));
  EXPECT_EQ(IgnoreList("*.log").Decide("x.c", false), std::nullopt);
}

TEST(Ignore, LineEndsAndMarksOfWindows) { EXPECT_TRUE(Ignored("\xEF\xBB\xBF*.log\r\n", "x.log")); }

TEST(Ignore, ALineThatIsMeantToTakeLongEnds) {
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(Ignored("*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(200, 'a')));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
}

TEST(Ignore, FingerprintsStandBesidePaths) {
  const IgnoreFile file = IgnoreFile::Parse("tests/\n0123456789abcdef\n# x\n");
  ASSERT_EQ(file.fingerprints.size(), 1);
  EXPECT_TRUE(file.LeavesOut("tests/a/b.c"));
  EXPECT_FALSE(file.LeavesOut("src/a.c"));
}

}  // namespace
}  // namespace gatehouse::scan

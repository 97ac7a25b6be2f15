// Folders that a test makes; whole repositories are in tests/scan/test_scan.py.
#include "scan/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/testing_folder.h"
#include "scan/pieces.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Tree : public ::testing::Test {
 protected:
  void Write(const std::string& path, std::string_view text) const { folder_.Write(path, text); }
  [[nodiscard]] std::vector<std::string> List(TreeOptions options = {}) {
    options.root = root_ + below_;
    return ListFiles(options, gatherer_);
  }

  static const RuleSet& OneRule() {
    static const Rule* const rule = FindRule("github-personal-token");
    static const RuleSet rules = *RuleSet::Make(std::span(&rule, 1), "");
    return rules;
  }

  const base::testing::Folder folder_;
  const std::string root_ = folder_.path();
  std::string below_;
  Tally tally_;
  Gatherer gatherer_{tally_};
  const std::string token_ = Example("ghp_<36:alnum>", 3);
};

TEST_F(Tree, FilesAreListedInOrderWithoutWhatIsGitsOwnAndWithoutLinks) {
  Write("b", "");
  Write("a/c", "");
  Write(".git/config", "");
  Write("a/.git", "gitdir: elsewhere");
  fs::create_symlink(".", root_ + "/circle");
  fs::create_symlink("b", root_ + "/link");
  ASSERT_EQ(mkfifo((root_ + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(List(), ElementsAre("a/c", "b"));
}

TEST_F(Tree, OurIgnoreFileAlwaysCounts) {
  Write("keep", "");
  Write("vendor/x", "");
  EXPECT_THAT(List({.ignore = IgnoreFile::Parse("vendor/\n")}), ElementsAre("keep"));
}

TEST_F(Tree, GitsIgnoreFilesCountWhereTheyStandAndTheInnerOneWins) {
  Write(".gitignore", "*.log\n");
  Write("a.log", "");
  Write("in/.gitignore", "!kept.log\n");
  Write("in/kept.log", "");
  Write("in/other.log", "");
  EXPECT_THAT(List({.git_top = root_}), ElementsAre(".gitignore", "in/.gitignore", "in/kept.log"));
  EXPECT_THAT(List(), SizeIs(5));  // without git they are files like others
}

TEST_F(Tree, WhatIsIgnoredAndTrackedAllTheSameIsListed) {
  Write(".gitignore", "*.log\nbuild/\n");
  Write("a.log", "");
  Write("build/x", "");
  EXPECT_THAT(List({.git_top = root_, .tracked = [](std::string_view path, bool) { return path == "a.log"; }}),
              ElementsAre(".gitignore", "a.log"));
}

TEST_F(Tree, AFolderBelowGitsTopAsksTheIgnoreFilesAboveIt) {
  Write(".gitignore", "/sub/secret\n*.tmp\n");
  Write("sub/secret", "");
  Write("sub/x.tmp", "");
  Write("sub/y", "");
  below_ = "/sub";
  EXPECT_THAT(List({.git_top = root_}), ElementsAre("y"));
}

TEST_F(Tree, FilesOfEverySizeAreRead) {
  Write("empty", "");
  Write("small", "x\n" + token_);
  // On the seam of two pieces.
  Write("large", std::string(kPieceBytes - 10, '.') + "\n" + token_ + "\n" + std::string(1 << 20, '.'));
  ScanFiles(OneRule(), root_, List(), 2, gatherer_);
  const Report report = gatherer_.Finish();
  EXPECT_THAT(report.problems, IsEmpty());
  ASSERT_THAT(report.findings, SizeIs(2));
  EXPECT_EQ(report.findings[0].file, "large");
  EXPECT_EQ(report.findings[1].line, 2);
  EXPECT_EQ(report.texts, 3);
}

TEST_F(Tree, AFileThatIsGoneIsNoProblemAndOneThatIsNoFileIsPassedOver) {
  fs::create_directory(root_ + "/folder");
  ScanFiles(OneRule(), root_, {"gone", "folder"}, 1, gatherer_);
  EXPECT_THAT(gatherer_.Finish().problems, IsEmpty());
}

TEST_F(Tree, ATextIsCleanOnlyIfNothingInItLooksLikeASecret) {
  auto scanner = TextScanner::For(OneRule());
  ASSERT_TRUE(scanner);
  EXPECT_TRUE(ScanBytes(*scanner, "nothing\n", "x").clean);
  EXPECT_FALSE(ScanBytes(*scanner, token_, "x").clean);
  const Scanned allowed = ScanBytes(*scanner, token_ + " # gatehouse:allow", "x");
  EXPECT_THAT(allowed.findings, IsEmpty());
  EXPECT_FALSE(allowed.clean);                                     // what copies the key may not copy the words
  EXPECT_FALSE(ScanBytes(*scanner, "\xFF\xFEn\0o\0", "x").clean);  // UTF-16: bytes of it read otherwise elsewhere
}

}  // namespace
}  // namespace gatehouse::scan

// Small histories; larger ones, damaged ones and odd ones are in tests/scan/test_history.py.
#include "scan/git/history.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "scan/git/loose.h"
#include "scan/git/testing_repository.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Token(uint32_t seed = 3) { return Example("ghp_<36:alnum>", seed); }

std::vector<std::string> FilesOf(Gatherer& gatherer) {
  std::vector<std::string> files;
  for (const Finding& finding : gatherer.Finish().findings) files.push_back(finding.file);
  return files;
}

std::vector<std::string> FilesInHistory(const TestingRepository& git, bool all_objects = false) {
  Tally tally;
  Gatherer gatherer(tally);
  EXPECT_TRUE(ScanHistory(EveryRule(), git.Open(), all_objects, 2, tally, gatherer));
  return FilesOf(gatherer);
}

std::vector<std::string> StagedFiles(const TestingRepository& git) {
  Tally tally;
  Gatherer gatherer(tally);
  EXPECT_TRUE(ScanStaged(EveryRule(), git.Open(), tally, gatherer));
  return FilesOf(gatherer);
}

TEST(History, A5_TheHistoryIsScannedLooseAndPacked) {
  const TestingRepository git;
  git.Write("a.txt", "key " + Token() + "\n");
  git.Commit();
  git.Write("a.txt", "nothing\n");
  git.Commit();
  EXPECT_THAT(FilesInHistory(git), ElementsAre("a.txt"));
  git.Git("repack -q -a -d");
  EXPECT_THAT(ListLoose(git.At(".git/objects")), IsEmpty());
  EXPECT_THAT(FilesInHistory(git), ElementsAre("a.txt"));
}

TEST(History, A5_WhatNoCommitHasIsScannedIfItIsAskedFor) {
  const TestingRepository git;
  git.Commit();
  git.Write("lost.txt", Token());
  git.Git("hash-object -w lost.txt");
  fs::remove(git.At("lost.txt"));
  EXPECT_THAT(FilesInHistory(git), IsEmpty());
  EXPECT_THAT(FilesInHistory(git, true), SizeIs(1));
}

TEST(History, A5_OnlyWhatTheNextCommitAddsIsStaged) {
  const TestingRepository git;
  git.Write("old.txt", "key " + Token() + "\n");
  git.Commit();
  git.Write("old.txt", "more\nkey " + Token() + "\n");
  git.Write("new.txt", "key " + Token(4) + "\n");
  EXPECT_THAT(StagedFiles(git), IsEmpty());
  git.Git("add -A");
  EXPECT_THAT(StagedFiles(git), ElementsAre("new.txt"));
}

// What a delta copies from a clean version is not scanned again: its findings must be those of whole blobs.
TEST(History, A5_VersionsAsDeltasShowWhatWholeOnesShow) {
  const TestingRepository git;
  std::string text;
  for (int i = 0; i < 400; ++i) text += fmt::format("line {} of a file that grows\n", i);
  const std::string assignment = "password =\n\n  \"" + Example("<24:alnum>", 9) + "\"\n";
  git.Write("a.txt", text);
  git.Commit();
  git.Write("a.txt", text.substr(0, 3000) + "key " + Token() + "\n" + text.substr(3000));  // put in
  git.Commit();
  git.Write("a.txt", text.substr(0, 3000) + "key " + Token().substr(0, 20) + "\n" + text.substr(3000));
  git.Commit();
  git.Write("a.txt", text.substr(0, 3000) + "key " + Token(5) + "\n" + text.substr(3000));  // its end is put in
  git.Commit();
  git.Write("a.txt", text + assignment);
  git.Commit();
  const auto whole = FilesInHistory(git);
  EXPECT_THAT(whole, SizeIs(testing::Ge(2)));
  git.Git("repack -q -adf --depth=50 --window=50");
  EXPECT_EQ(FilesInHistory(git), whole);
  git.Git("-c pack.depth=0 repack -q -adF --depth=0");
  EXPECT_EQ(FilesInHistory(git), whole);
}

}  // namespace
}  // namespace gatehouse::scan

// Repositories that real git makes, opened by libgit2; what is in them is scanned in tests/scan/.
#include "scan/git/repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "scan/git/testing_repository.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(GitRepository, A5_IsFoundFromAFolderBelowABareOneAndALinkedWorkTree) {
  const TestingRepository git;
  git.Write("a/b.txt", "x");
  git.Commit();
  EXPECT_EQ(git.Open("a").WorkTree(), git.path());
  EXPECT_EQ(git.Open().ObjectsFolder(), git.At(".git/objects"));
  git.Git("clone -q --bare . bare.git");
  EXPECT_EQ(git.Open("bare.git").WorkTree(), "");
  git.Git("worktree add -q linked");
  EXPECT_EQ(git.Open("linked").WorkTree(), git.At("linked"));
  EXPECT_EQ(git.Open("linked").ObjectsFolder(), git.At(".git/objects"));
  EXPECT_FALSE(git.Open().IsShallow());
  git.Commit();
  git.Git("clone -q --depth 1 'file://" + git.path() + "' shallow");
  EXPECT_TRUE(git.Open("shallow").IsShallow());
}

TEST(GitRepository, A5_WhatIsNoRepositoryIsAnError) {
  const TestingRepository git;
  EXPECT_FALSE(Repository::Open("/no/such/folder"));
  EXPECT_FALSE(Repository::Open(fs::temp_directory_path().string()));
  fs::remove_all(git.At(".git/objects"));
  EXPECT_FALSE(Repository::Open(git.path()));
}

TEST(GitRepository, A5_TrackedFilesAndFolders) {
  const TestingRepository git;
  git.Write("a/b.txt", "x");
  git.Write("new.txt", "x");
  git.Git("add a/b.txt");
  const Repository repository = git.Open();
  EXPECT_TRUE(repository.Tracks("a/b.txt", false));
  EXPECT_TRUE(repository.Tracks("a", true));
  EXPECT_FALSE(repository.Tracks("a", false));
  EXPECT_FALSE(repository.Tracks("new.txt", false));
  EXPECT_FALSE(repository.Tracks("", false));
}

TEST(GitRepository, A5_StagedFilesWithWhatTheyWere) {
  const TestingRepository git;
  git.Write("a.txt", "one");
  git.Write("same.txt", "x");
  git.Commit();
  git.Write("a.txt", "two");
  git.Write("b \"q\".txt", "new");
  git.Git("add -A");
  git.Write("a.txt", "three");  // not staged
  const Repository repository = git.Open();
  const auto staged = repository.Staged();
  ASSERT_TRUE(staged) << staged.error().Text();
  ASSERT_THAT(*staged, SizeIs(2));
  EXPECT_EQ((*staged)[0].path, "a.txt");
  EXPECT_EQ(*repository.ReadBlob((*staged)[0].now, 100), "two");
  ASSERT_TRUE((*staged)[0].before);
  EXPECT_EQ(*repository.ReadBlob(*(*staged)[0].before, 100), "one");
  EXPECT_EQ((*staged)[1].path, "b \"q\".txt");
  EXPECT_FALSE((*staged)[1].before);
  EXPECT_FALSE(repository.ReadBlob((*staged)[0].now, 2));  // more bytes than are asked for
  EXPECT_FALSE(repository.ReadBlob(ObjectId{}, 100));
}

TEST(GitRepository, A5_TheTipsOfAllReferencesAndThoseThatAreBroken) {
  const TestingRepository git;
  std::vector<std::string> broken;
  EXPECT_THAT(*git.Open().Tips(broken), IsEmpty());  // no commit yet
  git.Commit();
  git.Git("tag first");
  git.Commit();
  git.Git("update-ref refs/pull/1/head HEAD");
  const auto tips = git.Open().Tips(broken);
  ASSERT_TRUE(tips);
  EXPECT_THAT(std::set(tips->begin(), tips->end()), SizeIs(2));  // one is named by several references
  EXPECT_THAT(broken, IsEmpty());
  EXPECT_TRUE(git.Open().ReadObject(tips->front(), ObjectType::kCommit));
  EXPECT_FALSE(git.Open().ReadObject(tips->front(), ObjectType::kBlob));
  git.Write(".git/refs/heads/gone", std::string(40, 'a') + "\n");
  EXPECT_EQ(git.Open().Tips(broken)->size(), tips->size());
  EXPECT_THAT(broken, ElementsAre("refs/heads/gone"));
}

}  // namespace
}  // namespace gatehouse::scan

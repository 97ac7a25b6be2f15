// Repositories that real git makes, opened by libgit2; what is in them is scanned in tests/scan/.
#include "scan/git/repository.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "scan/git/history.h"
#include "scan/git/loose.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class GitRepository : public ::testing::Test {
 protected:
  void SetUp() override {
    top_ = fs::canonical(::testing::TempDir()).string() + "/scan-git-XXXXXX";
    ASSERT_NE(mkdtemp(top_.data()), nullptr);
    Git("init -q -b main");
  }
  void TearDown() override { fs::remove_all(top_); }

  // Words as a shell reads them; the settings of the user do not count.
  void Git(const std::string& words, const std::string& folder = "") const {
    const std::string command = "cd '" + top_ + "/" + folder +
                                "' && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null git -c user.name=Ada -c "
                                "user.email=a@b.test -c commit.gpgsign=false " +
                                words + " >/dev/null 2>&1";
    // The words are the test's own.
    ASSERT_EQ(std::system(command.c_str()), 0) << words;  // NOLINT(cert-env33-c)
  }
  void Write(const std::string& name, std::string_view text) const {
    fs::create_directories(fs::path(At(name)).parent_path());
    ASSERT_TRUE(base::WriteFile(At(name), text));
  }
  void Commit() const {
    Git("add -A -f");
    Git("commit -q --allow-empty -m x");
  }
  [[nodiscard]] std::string At(const std::string& name) const { return top_ + "/" + name; }
  [[nodiscard]] Repository Open(const std::string& name = "") const {
    auto repository = Repository::Open(At(name));
    EXPECT_TRUE(repository) << repository.error().Text();
    return *repository;
  }
  // "FILE" of each finding.
  [[nodiscard]] std::vector<std::string> InHistory(bool all_objects = false) const {
    Tally tally;
    Gatherer gatherer(tally);
    EXPECT_TRUE(ScanHistory(EveryRule(), Open(), all_objects, 2, tally, gatherer));
    return FilesOf(gatherer);
  }
  [[nodiscard]] std::vector<std::string> InStaged() const {
    Tally tally;
    Gatherer gatherer(tally);
    EXPECT_TRUE(ScanStaged(EveryRule(), Open(), tally, gatherer));
    return FilesOf(gatherer);
  }
  static std::vector<std::string> FilesOf(Gatherer& gatherer) {
    std::vector<std::string> files;
    for (const Finding& finding : gatherer.Finish().findings) files.push_back(finding.file);
    return files;
  }

  std::string top_;
  const std::string token_ = Example("ghp_<36:alnum>", 3);
};

TEST_F(GitRepository, A5_IsFoundFromAFolderBelowABareOneAndALinkedWorkTree) {
  Write("a/b.txt", "x");
  Commit();
  EXPECT_EQ(Open("a").WorkTree(), top_);
  EXPECT_EQ(Open().ObjectsFolder(), At(".git/objects"));
  Git("clone -q --bare . bare.git");
  EXPECT_EQ(Open("bare.git").WorkTree(), "");
  Git("worktree add -q linked");
  EXPECT_EQ(Open("linked").WorkTree(), At("linked"));
  EXPECT_EQ(Open("linked").ObjectsFolder(), At(".git/objects"));
  EXPECT_FALSE(Open().IsShallow());
  Commit();
  Git("clone -q --depth 1 'file://" + top_ + "' shallow");
  EXPECT_TRUE(Open("shallow").IsShallow());
}

TEST_F(GitRepository, A5_WhatIsNoRepositoryIsAnError) {
  EXPECT_FALSE(Repository::Open("/no/such/folder"));
  EXPECT_FALSE(Repository::Open(fs::temp_directory_path().string()));
  fs::remove_all(At(".git/objects"));
  EXPECT_FALSE(Repository::Open(top_));
}

TEST_F(GitRepository, A5_TrackedFilesAndFolders) {
  Write("a/b.txt", "x");
  Write("new.txt", "x");
  Git("add a/b.txt");
  const Repository repository = Open();
  EXPECT_TRUE(repository.Tracks("a/b.txt", false));
  EXPECT_TRUE(repository.Tracks("a", true));
  EXPECT_FALSE(repository.Tracks("a", false));
  EXPECT_FALSE(repository.Tracks("new.txt", false));
  EXPECT_FALSE(repository.Tracks("", false));
}

TEST_F(GitRepository, A5_StagedFilesWithWhatTheyWere) {
  Write("a.txt", "one");
  Write("same.txt", "x");
  Commit();
  Write("a.txt", "two");
  Write("b \"q\".txt", "new");
  Git("add -A");
  Write("a.txt", "three");  // not staged
  const Repository repository = Open();
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

TEST_F(GitRepository, A5_TheTipsOfAllReferencesAndThoseThatAreBroken) {
  std::vector<std::string> broken;
  EXPECT_THAT(*Open().Tips(broken), IsEmpty());  // no commit yet
  Commit();
  Git("tag first");
  Commit();
  Git("update-ref refs/pull/1/head HEAD");
  const auto tips = Open().Tips(broken);
  ASSERT_TRUE(tips);
  EXPECT_THAT(std::set(tips->begin(), tips->end()), SizeIs(2));  // one is named by several references
  EXPECT_THAT(broken, IsEmpty());
  EXPECT_TRUE(Open().ReadObject(tips->front(), ObjectType::kCommit));
  EXPECT_FALSE(Open().ReadObject(tips->front(), ObjectType::kBlob));
  Write(".git/refs/heads/gone", std::string(40, 'a') + "\n");
  EXPECT_EQ(Open().Tips(broken)->size(), tips->size());
  EXPECT_THAT(broken, ElementsAre("refs/heads/gone"));
}

TEST_F(GitRepository, A5_LooseObjectsAreListedAndRead) {
  Write("a.txt", "hello\n");
  Commit();
  const auto loose = ListLoose(At(".git/objects"));
  EXPECT_THAT(loose, SizeIs(3));  // blob, tree, commit
  EXPECT_TRUE(std::ranges::is_sorted(loose, {}, &LooseObject::id));
  std::string text;
  for (const LooseObject& object : loose) {
    EXPECT_TRUE(ReadLooseBlob(object, [&](std::string_view piece, bool, bool) { text += piece; })) << object.path;
  }
  EXPECT_EQ(text, "hello\n");
  EXPECT_THAT(ListLoose(At("nowhere")), IsEmpty());
}

TEST_F(GitRepository, A5_ABrokenLooseObjectIsAnError) {
  Write("objects/ab/" + std::string(38, 'c'), "no zlib");
  Write("objects/ab/" + std::string(38, 'd'), "");
  Write("objects/ab/short", "x");
  Write("objects/info/packs", "x");
  const auto loose = ListLoose(At("objects"));
  EXPECT_THAT(loose, SizeIs(2));
  for (const LooseObject& object : loose)
    EXPECT_FALSE(ReadLooseBlob(object, [](std::string_view, bool, bool) {})) << object.path;
}

TEST_F(GitRepository, A5_TheHistoryIsScannedLooseAndPacked) {
  Write("a.txt", "key " + token_ + "\n");
  Commit();
  Write("a.txt", "nothing\n");
  Commit();
  EXPECT_THAT(InHistory(), ElementsAre("a.txt"));
  Git("repack -q -a -d");
  EXPECT_THAT(ListLoose(At(".git/objects")), IsEmpty());
  EXPECT_THAT(InHistory(), ElementsAre("a.txt"));
}

TEST_F(GitRepository, A5_WhatNoCommitHasIsScannedIfItIsAskedFor) {
  Commit();
  Write("lost.txt", token_);
  Git("hash-object -w lost.txt");
  fs::remove(At("lost.txt"));
  EXPECT_THAT(InHistory(), IsEmpty());
  EXPECT_THAT(InHistory(true), SizeIs(1));
}

TEST_F(GitRepository, A5_OnlyWhatTheNextCommitAddsIsStaged) {
  Write("old.txt", "key " + token_ + "\n");
  Commit();
  Write("old.txt", "more\nkey " + token_ + "\n");
  Write("new.txt", "key " + Example("ghp_<36:alnum>", 4) + "\n");
  EXPECT_THAT(InStaged(), IsEmpty());
  Git("add -A");
  EXPECT_THAT(InStaged(), ElementsAre("new.txt"));
}

}  // namespace
}  // namespace gatehouse::scan

// Repositories that real git makes. Whole audits of them: tests/audit/test_repository.py.
#include "audit/repository/git.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "audit/repository/testing_folder.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using testing::Folder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Git OpenGit(const Folder& folder) {
  auto git = Git::Open(folder.path());
  EXPECT_TRUE(git && git->has_value()) << (git ? "no repository" : git.error().Text());
  return **git;
}

std::vector<std::string> PathsOf(const std::vector<PastFile>& past) {
  std::vector<std::string> paths;
  for (const PastFile& file : past) paths.push_back(file.path);
  std::ranges::sort(paths);
  return paths;
}

TEST(Git, B4_AFolderWithoutARepositoryIsNoError) {
  const Folder folder{{"a.txt", "x"}};
  const auto git = Git::Open(folder.path());
  ASSERT_TRUE(git) << git.error().Text();
  EXPECT_FALSE(git->has_value());
}

TEST(Git, B4_FilesAreTrackedOnesAndThoseThatAreNotIgnored) {
  const Folder folder{{".gitignore", "*.log\n"}, {"b.txt", "b"}, {"kept.log", "x"}};
  folder.Commit();
  folder.Write("new\nline.txt", "x");
  folder.Write("other.log", "x");
  folder.Write("caf\xE9/\xC3\xA9.txt", "x");
  const Git git = OpenGit(folder);
  EXPECT_THAT(*git.Files(), ElementsAre(".gitignore", "b.txt", "caf\xE9/\xC3\xA9.txt", "kept.log", "new\nline.txt"));
  EXPECT_THAT(*git.TrackedFiles(), ElementsAre(".gitignore", "b.txt", "kept.log"));
  EXPECT_TRUE(git.has_commits());
  EXPECT_FALSE(git.is_shallow());
}

TEST(Git, B4_AFileInConflictIsListedOnce) {
  const Folder folder{{"a.txt", "one\n"}};
  folder.Commit();
  folder.Git({"checkout", "-q", "-b", "side"});
  folder.Write("a.txt", "two\n");
  folder.Commit();
  folder.Git({"checkout", "-q", "main"});
  folder.Write("a.txt", "three\n");
  folder.Commit();
  (void)RunChild({.argv = {FindProgram("git"), "merge", "side"}, .folder = folder.path(), .environment = {}});
  EXPECT_THAT(*OpenGit(folder).Files(), ElementsAre("a.txt"));
}

TEST(Git, B4_ALaterLineTakesAnIgnoredNameBack) {
  const Folder folder{{".gitignore", ".env*\n!.env.example\n*.pem\n/only/\n"}, {"sub/.gitignore", "!*.pem\n"}};
  folder.Git({"init", "-q"});
  const Git git = OpenGit(folder);
  EXPECT_FALSE(git.has_commits());
  for (const char* path : {".env", "a/b/.env.local", "server.pem", "only/x"}) EXPECT_TRUE(*git.Ignores(path)) << path;
  for (const char* path : {".env.example", "sub/server.pem", "a/only/x", "env", "-x", ":(top)a"})
    EXPECT_FALSE(*git.Ignores(path)) << path;
}

TEST(Git, B4_ARuleOfTheUserIgnoresNothing) {
  const Folder folder{{"excludes", "*.key\n"}};
  folder.Git({"init", "-q"});
  folder.Git({"config", "core.excludesFile", folder.At("excludes")});
  EXPECT_FALSE(*OpenGit(folder).Ignores("a.key"));
}

TEST(Git, A2_B5_PastFilesOfEveryBranchEachContentOnce) {
  const Folder folder{{".env", "A=1\n"}, {"deep/er/.ENV", "B=1\n"}, {"env.txt", "no\n"}};
  folder.Commit();
  folder.Remove(".env");
  folder.Commit();
  folder.Git({"checkout", "-q", "-b", "side"});
  folder.Write(".env", "A=1\n");
  folder.Write(".env.local", "C=1\n");
  folder.Commit();
  folder.Git({"checkout", "-q", "main"});
  const Git git = OpenGit(folder);
  const auto past = git.Past({"**/.env", "**/.env.*"});
  ASSERT_TRUE(past) << past.error().Text();
  EXPECT_THAT(PathsOf(*past), ElementsAre(".env", ".env.local", "deep/er/.ENV"));
  for (const PastFile& file : *past) EXPECT_THAT(*git.Blob(file.blob), HasSubstr("=1\n")) << file.path;
  EXPECT_THAT(*git.Past({"**/nothing"}), IsEmpty());
}

TEST(Git, A2_AFileThatOnlyAMergeHasIsInTheHistory) {
  const Folder folder{{"a.txt", "one\n"}};
  folder.Commit();
  folder.Git({"checkout", "-q", "-b", "side"});
  folder.Write("b.txt", "x");
  folder.Commit();
  folder.Git({"checkout", "-q", "main"});
  folder.Write("c.txt", "x");
  folder.Commit();
  folder.Git({"merge", "-q", "--no-commit", "--no-ff", "side"});
  folder.Write(".env", "A=1\n");
  folder.Commit();
  EXPECT_THAT(*OpenGit(folder).Past({"**/.env"}), SizeIs(1));
}

TEST(Git, A2_PathsWithQuotesAndLineEndsAreReadAsTheyAre) {
  const std::string odd = "a \"b\"\t\n:100644 c/.env";
  const Folder folder{{odd, "A=1\n"}};
  folder.Commit();
  EXPECT_THAT(PathsOf(*OpenGit(folder).Past({"**/.env"})), ElementsAre(odd));
}

TEST(Git, A2_AShallowCloneIsKnownAsSuch) {
  const Folder origin{{"a.txt", "1"}};
  origin.Commit();
  origin.Commit();
  const Folder folder;
  folder.Git({"clone", "-q", "--depth", "1", "file://" + origin.path(), "clone"});
  const auto git = Git::Open(folder.At("clone"));
  ASSERT_TRUE(git && git->has_value());
  EXPECT_TRUE((*git)->is_shallow());
}

TEST(Git, A17_WhatGitCannotReadIsAnErrorAndNotClean) {
  const Folder folder{{"a.txt", "x"}};
  folder.Commit();
  EXPECT_THAT(Git::Open(folder.At(".git")).error().fix, HasSubstr("clone it"));
  const Folder bare;
  bare.Git({"clone", "-q", "--bare", folder.path(), "."});
  const auto of_bare = Git::Open(bare.path());
  EXPECT_TRUE(!of_bare || !of_bare->has_value());
  const Git git = OpenGit(folder);
  EXPECT_FALSE(git.Blob("0123456789012345678901234567890123456789"));
  EXPECT_FALSE(git.Blob("--help"));
  folder.Write(".git/HEAD", "nonsense");
  EXPECT_THAT(Git::Open(folder.path()).error().what, HasSubstr("git cannot read this repository"));
  EXPECT_FALSE(git.Files());
}

TEST(Git, A17_TheRepositorysSettingsStartNothing) {
  const Folder folder{{".gitattributes", "* diff=evil filter=evil\n"}, {".env", "A=1\n"}};
  folder.Commit();
  folder.Write("trap.sh", "#!/bin/sh\ntouch '" + folder.At("sprung") + "'\n");
  ASSERT_EQ(chmod(folder.At("trap.sh").c_str(), 0755), 0);
  for (const char* name : {"core.fsmonitor", "core.pager", "gpg.program", "diff.evil.textconv", "diff.evil.command",
                           "diff.external", "core.hooksPath", "core.sshCommand", "alias.ls-files"})
    folder.Git({"config", name, folder.At("trap.sh")});
  const Git git = OpenGit(folder);
  EXPECT_TRUE(git.Files());
  EXPECT_TRUE(git.TrackedFiles());
  EXPECT_THAT(*git.Past({"**/.env"}), SizeIs(1));
  EXPECT_TRUE(git.Ignores("a"));
  EXPECT_FALSE(std::filesystem::exists(folder.At("sprung")));
}

}  // namespace
}  // namespace gatehouse::audit

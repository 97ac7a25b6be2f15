#include "audit/repository/repository.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(Repository, AcceptedWithAReasonBesideTheFinding) {
  const std::string text =
      "FROM a\n# gatehouse:allow=docker-user started with --user\nRUN x\nUSER root  # gatehouse:allow docker-user\n";
  EXPECT_EQ(AcceptedBecause(text, 3, "docker-user"), "started with --user");
  EXPECT_EQ(AcceptedBecause(text, 4, "docker-user"), "no reason is given");
  EXPECT_EQ(AcceptedBecause(text, 3, "docker"), "");
  EXPECT_EQ(AcceptedBecause(text, 1, "docker-user"), "");
  EXPECT_EQ(AcceptedBecause(text, 99, "docker-user"), "");
}

TEST(Repository, PathsOfTests) {
  for (const char* path :
       {"tests/a.py", "src/test_a.py", "src/a_test.cc", "web/a.spec.ts", "pkg/testdata/x", "conftest.py"})
    EXPECT_TRUE(IsTestPath(path)) << path;
  for (const char* path : {"src/a.py", "testing.py", "contest/a.py", "latest.js"})
    EXPECT_FALSE(IsTestPath(path)) << path;
}

TEST(Repository, NamesAndFolders) {
  EXPECT_EQ(BaseName("a/b/c"), "c");
  EXPECT_EQ(FolderOf("a/b/c"), "a/b");
  EXPECT_EQ(FolderOf("c"), "");
  EXPECT_FALSE(Repository::Open("/no/such/folder"));
}

}  // namespace
}  // namespace gatehouse::audit

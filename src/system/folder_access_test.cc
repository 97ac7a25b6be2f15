#include "system/folder_access.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing_folder.h"

namespace gatehouse::system {
namespace {

TEST(FolderAccess, AFolderThatIsThereOrNot) {
  const base::testing::Folder folder;
  EXPECT_TRUE(MayLookInto(folder.path()));
  EXPECT_TRUE(MayLookInto(folder.path() + "/none"));
}

// In a child process, which gives up root's rights if it has them.
TEST(FolderAccess, AClosedFolderIsAnErrorThatSaysWhoMay) {
  constexpr uid_t kNobody = 65534;
  const base::testing::Folder folder;
  const std::string closed = folder.path() + "/closed";
  ASSERT_EQ(::mkdir(closed.c_str(), 0), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::getuid() == 0 && ::setuid(kNobody) != 0) ::_exit(2);
    const auto allowed = MayLookInto(closed);
    ::_exit(!allowed && allowed.error().fix.starts_with("run the command as root") ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace gatehouse::system

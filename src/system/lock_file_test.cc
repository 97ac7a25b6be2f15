#include "system/lock_file.h"

#include <gtest/gtest.h>

#include "base/testing_folder.h"

namespace gatehouse::system {
namespace {

using std::chrono::milliseconds;

TEST(LockFileTest, IsHeldByOne) {
  const base::testing::Folder folder;
  const std::string path = folder.At("lock");
  {
    const auto first = LockFile::Take(path, milliseconds{0});
    ASSERT_TRUE(first);
    EXPECT_FALSE(LockFile::Take(path, milliseconds{0}));
  }
  EXPECT_TRUE(LockFile::Take(path, milliseconds{0}));
}

}  // namespace
}  // namespace gatehouse::system

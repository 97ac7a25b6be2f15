#include "secrets/exposure.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/testing_folder.h"

namespace gatehouse::secrets {
namespace {

TEST(Exposure, C1_AFileIsOpenToAllOnlyWhereItsFoldersAre) {
  const base::testing::Folder folder;
  const std::string file = folder.Write("key", "x");
  struct Case {
    mode_t folder;
    mode_t file;
    bool everyone;
  };
  for (const Case& each : {Case{0755, 0644, true}, Case{0755, 0640, false}, Case{0755, 0600, false},
                           Case{0700, 0644, false}, Case{0711, 0604, true}}) {
    ASSERT_EQ(chmod(folder.path().c_str(), each.folder), 0);
    ASSERT_EQ(chmod(file.c_str(), each.file), 0);
    EXPECT_EQ(EveryoneCanRead(file), each.everyone) << std::oct << each.folder << " " << each.file;
  }
  EXPECT_FALSE(EveryoneCanRead(folder.At("none")));
}

}  // namespace
}  // namespace gatehouse::secrets

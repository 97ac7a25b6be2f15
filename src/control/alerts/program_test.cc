#include "control/alerts/program.h"

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is POSIX's

#include <fstream>
#include <sstream>

#include "base/testing_folder.h"

namespace gatehouse::alerts {
namespace {

using std::chrono::milliseconds;

TEST(AlertProgram, C14_GetsTheAlertOnItsStdinAndNothingOfOurs) {
  const base::testing::Folder folder;
  ::setenv("GATEHOUSE_TEST_SECRET", "hunter2", 1);
  ASSERT_TRUE(RunProgram(
      {"/bin/sh", "-c", "cat > \"$1\"; env >> \"$1\"; ls /proc/self/fd | wc -l >> \"$1\"", "sh", folder.At("got")},
      "an alert\n"));
  std::stringstream got;
  got << std::ifstream(folder.At("got")).rdbuf();
  EXPECT_TRUE(got.str().starts_with("an alert\n")) << got.str();
  EXPECT_FALSE(got.str().contains("hunter2"));
}

TEST(AlertProgram, C14_OneThatFailsHangsOrIsNotThereIsToldOf) {
  EXPECT_EQ(RunProgram({"/bin/sh", "-c", "exit 3"}, "x").error().what, "Ended with 3");
  EXPECT_TRUE(
      RunProgram({"/bin/sh", "-c", "sleep 60 & sleep 60"}, "x", milliseconds(200)).error().what.contains("killed"));
  EXPECT_TRUE(RunProgram({"/no/such/program"}, "x").error().what.contains("Cannot be started"));
  // One that reads nothing of a large alert has done its work all the same.
  EXPECT_TRUE(RunProgram({"/bin/true"}, std::string(1 << 20, 'x')));
}

}  // namespace
}  // namespace gatehouse::alerts

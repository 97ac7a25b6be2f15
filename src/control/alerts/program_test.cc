#include "control/alerts/program.h"

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gatehouse::alerts {
namespace {

using std::chrono::milliseconds;

TEST(AlertProgram, C14_GetsTheAlertOnItsStdinAndNothingOfOurs) {
  char name[] = "/tmp/gatehouse-program-XXXXXX";
  const std::string folder = mkdtemp(name);
  ::setenv("GATEHOUSE_TEST_SECRET", "hunter2", 1);
  ASSERT_TRUE(RunProgram(
      {"/bin/sh", "-c", "cat > \"$1\"; env >> \"$1\"; ls /proc/self/fd | wc -l >> \"$1\"", "sh", folder + "/got"},
      "an alert\n"));
  std::stringstream got;
  got << std::ifstream(folder + "/got").rdbuf();
  EXPECT_TRUE(got.str().starts_with("an alert\n")) << got.str();
  EXPECT_FALSE(got.str().contains("hunter2"));
  std::filesystem::remove_all(folder);
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

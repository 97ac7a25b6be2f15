#include "control/pid_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "state/scratch_region.h"

namespace gatehouse::control {
namespace {

TEST(PidFile, OnlyOneHoldsIt) {
  const state::ScratchFolder folder;
  const std::string path = folder.File("control.pid");
  EXPECT_FALSE(PidFile::Holder(path));
  {
    const auto held = PidFile::Take(path);
    ASSERT_TRUE(held) << held.error().Text();
    EXPECT_EQ(PidFile::Holder(path), ::getpid());
    const auto second = PidFile::Take(path);
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().what.contains(std::to_string(::getpid()))) << second.error().Text();
  }
  EXPECT_FALSE(PidFile::Holder(path));
  EXPECT_TRUE(PidFile::Take(path));
}

TEST(PidFile, AHolderThatWasKilledHoldsNothing) {
  const state::ScratchFolder folder;
  const std::string path = folder.File("control.pid");
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = PidFile::Take(path);
    const bool told = held && ::write(ready[1], "x", 1) == 1;
    if (told) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(PidFile::Holder(path), child);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(PidFile::Holder(path));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(PidFile, ALinkIsNotFollowed) {
  const state::ScratchFolder folder;
  ASSERT_EQ(::symlink("/etc/passwd", folder.File("control.pid").c_str()), 0);
  EXPECT_FALSE(PidFile::Take(folder.File("control.pid")));
}

}  // namespace
}  // namespace gatehouse::control

#include "system/pid_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "base/testing_folder.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::system {
namespace {

class PidFileTest : public testing::Test {
 protected:
  base::testing::Folder folder_;
  const std::string path_ = folder_.At("control.pid");
};

TEST_F(PidFileTest, OnlyOneHoldsIt) {
  EXPECT_FALSE(PidFile::Holder(path_));
  {
    const auto held = PidFile::Take(path_);
    ASSERT_TRUE(held) << held.error().Text();
    EXPECT_EQ(PidFile::Holder(path_), getpid());
    const auto second = PidFile::Take(path_);
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().what.contains(std::to_string(getpid()))) << second.error().Text();
  }
  EXPECT_FALSE(PidFile::Holder(path_));
  EXPECT_TRUE(PidFile::Take(path_));
}

TEST_F(PidFileTest, AHolderThatWasKilledHoldsNothing) {
  const auto ready = OpenPipe();
  ASSERT_TRUE(ready);
  const auto child = Fork("holder", [&] {
    const auto held = PidFile::Take(path_);
    if (held && base::WriteAll(ready->in.get(), "x")) pause();
  });
  ASSERT_TRUE(child);
  char byte = 0;
  ASSERT_EQ(read(ready->out.get(), &byte, 1), 1);
  EXPECT_EQ(PidFile::Holder(path_), *child);
  kill(*child, SIGKILL);
  AwaitEnd(*child);
  EXPECT_FALSE(PidFile::Holder(path_));
}

TEST_F(PidFileTest, ALinkIsNotFollowed) {
  ASSERT_EQ(symlink("/etc/passwd", path_.c_str()), 0);
  EXPECT_FALSE(PidFile::Take(path_));
}

}  // namespace
}  // namespace gatehouse::system

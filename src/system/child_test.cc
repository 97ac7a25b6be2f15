#include "system/child.h"

#include <gtest/gtest.h>

#include <csignal>

#include "system/pipe.h"

namespace gatehouse::system {
namespace {

TEST(ChildTest, EndsAsItSays) {
  const auto child = Fork("child", [] { _exit(7); });
  ASSERT_TRUE(child);
  EXPECT_EQ(ExitStatusOf(AwaitEnd(*child)), 7);
}

TEST(ChildTest, OneThatComesBackEndsAsACommandThatIsNotThere) {
  const auto child = Fork("child", [] {});
  ASSERT_TRUE(child);
  EXPECT_EQ(ExitStatusOf(AwaitEnd(*child)), kNotFound);
}

TEST(ChildTest, ASignalIsPartOfTheStatus) {
  const auto child = Fork("child", [] { raise(SIGKILL); });
  ASSERT_TRUE(child);
  EXPECT_EQ(ExitStatusOf(AwaitEnd(*child)), 128 + SIGKILL);
}

TEST(ChildTest, WritesIntoAPipeThatItInherits) {
  auto pipe = OpenPipe();
  ASSERT_TRUE(pipe);
  const auto child = Fork("child", [&] { _exit(base::WriteAll(pipe->in.get(), "hello") ? 0 : 1); });
  ASSERT_TRUE(child);
  pipe->in.Close();
  const auto heard = base::ReadAll(pipe->out.get(), "pipe", 100);
  ASSERT_TRUE(heard);
  EXPECT_EQ(*heard, "hello");
  EXPECT_EQ(AwaitEnd(*child), 0);
}

TEST(ChildTest, ArgumentsEndInNull) {
  const std::vector<std::string> argv = {"a", "", "b c"};
  const std::vector<char*> pointers = ArgumentPointers(argv);
  ASSERT_EQ(pointers.size(), 4U);
  EXPECT_STREQ(pointers[2], "b c");
  EXPECT_EQ(pointers[3], nullptr);
}

}  // namespace
}  // namespace gatehouse::system

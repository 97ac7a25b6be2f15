#include "system/child.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

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

TEST(ChildTest, AVariableTakesThePlaceOfOursWithTheSameNameAndOfNoOther) {
  ASSERT_EQ(setenv("GATEHOUSE_TEST", "ours", 1), 0);
  ASSERT_EQ(setenv("GATEHOUSE_TEST_2", "stays", 1), 0);
  const auto environment = EnvironmentWith({"GATEHOUSE_TEST=theirs", "GATEHOUSE_NEW="});
  const auto count = [&](std::string_view line) { return std::ranges::count(environment, line); };
  EXPECT_EQ(count("GATEHOUSE_TEST=theirs"), 1);
  EXPECT_EQ(count("GATEHOUSE_TEST=ours"), 0);
  EXPECT_EQ(count("GATEHOUSE_TEST_2=stays"), 1);
  EXPECT_EQ(count("GATEHOUSE_NEW="), 1);
  EXPECT_GT(environment.size(), 3U) << "the rest of our own";
}

TEST(ChildTest, ASetHoldsTheSignalsThatAreNamed) {
  const sigset_t set = SignalSet({SIGTERM, SIGHUP});
  EXPECT_EQ(sigismember(&set, SIGTERM), 1);
  EXPECT_EQ(sigismember(&set, SIGHUP), 1);
  EXPECT_EQ(sigismember(&set, SIGINT), 0);
}

}  // namespace
}  // namespace gatehouse::system

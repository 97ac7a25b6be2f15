#include "system/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace gatehouse::system {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Process, RunsToTheEndWithBothStreams) {
  const auto finished = RunProgram({"/bin/sh", "-c", "echo out; echo err >&2; exit 3"});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->status, 3);
  EXPECT_EQ(finished->output, "out\nerr\n");
}

TEST(Process, StdinIsEmptyAndAMissingProgramIs127) {
  EXPECT_EQ(RunProgram({"/bin/sh", "-c", "cat; exit 0"})->output, "");
  EXPECT_EQ(RunProgram({"/nonexistent/program"})->status, 127);
}

TEST(Process, OutputIsBounded) {
  const auto finished = RunProgram({"/bin/sh", "-c", "head -c 200000 /dev/zero"});
  EXPECT_EQ(finished->output.size(), kMaxProgramOutput);
}

TEST(Process, DaemonThatKeepsItsOutputOpenIsNotWaitedFor) {
  const base::Steady before = base::ReadClocks().steady;
  const auto finished = RunProgram({"/bin/sh", "-c", "sleep 20 & echo $!"});
  ASSERT_TRUE(finished);
  EXPECT_LT(base::ReadClocks().steady - before, seconds{10});
  const pid_t daemon = static_cast<pid_t>(std::stol(finished->output));
  EXPECT_TRUE(IsAlive(daemon));
  EXPECT_TRUE(SendSignal(daemon, SIGKILL));
}

TEST(Process, KnowsItselfAndItsChildren) {
  EXPECT_TRUE(IsAlive(getpid()));
  EXPECT_FALSE(CommandLine(getpid()).empty());
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  EXPECT_EQ(ChildrenOf(getpid()), std::vector<pid_t>{child});
  const auto started = StartTime(child);
  ASSERT_TRUE(started);
  const auto age = base::ReadClocks().wall - *started;
  EXPECT_GT(age, seconds{-2});
  EXPECT_LT(age, seconds{60});
  EXPECT_TRUE(SendSignal(child, SIGKILL));
  EXPECT_TRUE(WaitUntil([&] { return !IsAlive(child); }, seconds{10}));  // a zombie does not live
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(SendSignal(child, 0));
  EXPECT_EQ(CommandLine(child), "");
}

TEST(Process, WaitUntilGivesUp) {
  EXPECT_FALSE(WaitUntil([] { return false; }, milliseconds{1}));
}

// What a started program says on the descriptor that it was handed.
std::string SaidBy(const std::string& script) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const auto child = StartProgram({"/bin/sh", "-c", fmt::format("{} >&{}", script, ends[1])}, ends[1]);
  EXPECT_TRUE(child) << child.error().Text();
  close(ends[1]);
  std::string said;
  char byte = 0;
  while (read(ends[0], &byte, 1) == 1) said += byte;
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(*child, &status, 0), *child);
  return said;
}

TEST(Process, AStartedProgramLeadsAGroupOfItsOwn) {
  const std::string said = SaidBy("ps -o pid= -o pgid= -p $$");
  int pid = 0;
  int group = 0;
  ASSERT_EQ(std::sscanf(said.c_str(), "%d %d", &pid, &group), 2) << said;
  EXPECT_EQ(pid, group);
}

TEST(Process, AStartedProgramHasNoSignalBlockedAndNoNotifySocket) {
  sigset_t held;
  sigset_t before;
  sigemptyset(&held);
  sigaddset(&held, SIGTERM);
  sigprocmask(SIG_BLOCK, &held, &before);
  setenv("NOTIFY_SOCKET", "/nowhere", 1);
  const std::string said = SaidBy("{ grep SigBlk /proc/self/status; echo \"[$NOTIFY_SOCKET]\"; }");
  unsetenv("NOTIFY_SOCKET");
  sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(said, "SigBlk:\t0000000000000000\n[]\n");
}

// Else what is said on stderr would be written into the next file that is opened.
TEST(Process, ClosedStandardDescriptorsAreNotTaken) {
  const pid_t child = fork();
  if (child == 0) {
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    OccupyStandardDescriptors();
    const bool unusable = write(STDOUT_FILENO, "x", 1) < 0 && write(STDERR_FILENO, "x", 1) < 0;
    _exit(unusable && open("/dev/null", O_RDONLY | O_CLOEXEC) > STDERR_FILENO ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace gatehouse::system

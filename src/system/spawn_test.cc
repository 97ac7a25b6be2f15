#include "system/spawn.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/testing_folder.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::system {
namespace {

constexpr int kMinute = 60'000;

// What the shell prints to stdout with this plan, after it has ended.
std::string Printed(SpawnPlan& plan, const std::string& script, const std::vector<std::string>& environment = {}) {
  auto pipe = OpenPipe();
  if (!pipe) return pipe.error().Text();
  plan.Give(pipe->in.get(), STDOUT_FILENO);
  const auto child = plan.Start({"/bin/sh", "-c", script}, environment);
  if (!child) return child.error().Text();
  pipe->in.Close();
  const auto text = base::ReadAll(pipe->out.get(), "stdout", 1 << 16);
  AwaitEnd(*child);
  return text.value_or("");
}

TEST(SpawnPlan, TheEnvironmentIsTheWholeOne) {
  SpawnPlan plan;
  EXPECT_EQ(Printed(plan, "echo $ONE; echo $HOME", {"ONE=1"}), "1\n\n");
}

TEST(SpawnPlan, StdinMayBeEmpty) {
  SpawnPlan plan;
  plan.GiveNothing(STDIN_FILENO);
  EXPECT_EQ(Printed(plan, "read line; echo $?"), "1\n");
}

TEST(SpawnPlan, AFolderToBeginIn) {
  const base::testing::Folder folder;
  SpawnPlan plan;
  plan.EnterFolder(folder.path());
  EXPECT_EQ(Printed(plan, "pwd"), folder.path() + "\n");
}

TEST(SpawnPlan, NoDescriptorOfOursIsOpenInTheProgram) {
  const base::Descriptor ours(::dup(STDIN_FILENO));  // without FD_CLOEXEC
  const std::string script = "test -e /proc/self/fd/" + std::to_string(ours.get());
  const auto status_of = [&](const SpawnPlan& plan) {
    const auto child = plan.Start({"/bin/sh", "-c", script}, {});
    return child ? ExitStatusOf(AwaitEnd(*child)) : -1;
  };
  SpawnPlan plan;
  EXPECT_EQ(status_of(plan), 0);
  plan.CloseFrom(STDERR_FILENO + 1);
  EXPECT_EQ(status_of(plan), 1);
}

TEST(SpawnPlan, SignalsAreNeitherBlockedNorIgnored) {
  const sigset_t blocked = SignalSet({SIGTERM});
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  SpawnPlan plan;
  plan.UnblockSignals();
  plan.ResetSignal(SIGPIPE);
  // Masks in hexadecimal: SIGPIPE is bit 12. Whatever starts the test may ignore others.
  const std::string script =
      "while read -r name value; do case $name in SigBlk:) echo $value;; SigIgn:) echo $((0x$value >> 12 & 1));; esac; "
      "done </proc/self/status";
  EXPECT_EQ(Printed(plan, script), "0000000000000000\n0\n");
  std::signal(SIGPIPE, handler);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(SpawnPlan, AProgramThatLeadsAGroupEndsWithAllThatItStarted) {
  SpawnPlan plan;
  plan.LeadGroup();
  const auto child = plan.Start({"/bin/sh", "-c", "sleep 600 & wait"}, {"PATH=/usr/bin:/bin"});
  ASSERT_TRUE(child.has_value());
  EXPECT_EQ(::getpgid(*child), *child);
  const base::Descriptor process = OpenProcess(*child);
  ASSERT_TRUE(process.open());
  EXPECT_EQ(::kill(-*child, SIGKILL), 0);
  pollfd waiting{process.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, kMinute), 1);
  EXPECT_EQ(ExitStatusOf(AwaitEnd(*child)), 128 + SIGKILL);
}

TEST(SpawnPlan, OnlyANameIsSearchedInPath) {
  const SpawnPlan plan;
  EXPECT_FALSE(plan.Start({"true"}, {}).has_value());
  const auto child = plan.StartFromPath({"true"}, {});
  ASSERT_TRUE(child.has_value());
  EXPECT_EQ(AwaitEnd(*child), 0);
}

TEST(SpawnPlan, AProgramThatDoesNotExistIsAnError) {
  const SpawnPlan plan;
  const auto child = plan.Start({"/nonexistent/program"}, {});
  ASSERT_FALSE(child.has_value());
  EXPECT_EQ(child.error().Text(), "/nonexistent/program: Cannot be started: No such file or directory");
}

}  // namespace
}  // namespace gatehouse::system

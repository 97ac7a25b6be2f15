#include "audit/repository/shell_words.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(ShellWords, SplitsCommandsAndTakesQuotesOff) {
  const auto commands =
      SplitShell("set -eux; curl -fsSL 'https://x/a b' | sudo -E bash -s -- \"y z\" && echo \"a;b\" # c");
  ASSERT_EQ(commands.size(), 4U);
  EXPECT_EQ(commands[1].words[2], "https://x/a b");
  EXPECT_EQ(commands[2].Name(), "bash");
  EXPECT_TRUE(commands[2].with_sudo);
  EXPECT_TRUE(commands[2].reads_pipe);
  EXPECT_EQ(commands[3].words[1], "a;b");
}

TEST(ShellWords, AssignmentsStandApart) {
  const auto commands = SplitShell("export A=1 && B='2 3' /usr/bin/pip install x");
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0].assignments[0], "A=1");
  EXPECT_EQ(commands[1].assignments[0], "B=2 3");
  EXPECT_EQ(commands[1].Name(), "pip");
}

TEST(ShellWords, LooksIntoSubstitutions) {
  const auto commands = SplitShell("bash -c \"$(curl -k https://x)\"; y=`wget z`");
  ASSERT_EQ(commands.size(), 4U);
  EXPECT_EQ(commands[0].Name(), "curl");
  EXPECT_TRUE(commands[0].in_substitution);
  EXPECT_EQ(commands[1].Name(), "bash");
}

TEST(ShellWords, RedirectionsDoNotEndACommand) {
  const auto commands = SplitShell("make 2>&1 | tee log &> /dev/null");
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_TRUE(commands[1].HasWord("/dev/null"));
}

TEST(ShellWords, OptionsAmongOthers) {
  const auto commands = SplitShell("curl -Lkv x; grep --color=auto y; tar --k");
  EXPECT_TRUE(commands[0].HasOption("-k"));
  EXPECT_TRUE(commands[1].HasOption("--color"));
  EXPECT_FALSE(commands[2].HasOption("-k"));
}

TEST(ShellWords, OddTextsDoNotBreakIt) {
  for (const char* text :
       {"", "'", "\"", "$(", "`", "\\", "a &&", "| |", "$($($($($($($($($($(x", ")(", "<(", "a\\\n"}) {
    EXPECT_LT(SplitShell(text).size(), 12U) << text;
  }
}

}  // namespace
}  // namespace gatehouse::audit

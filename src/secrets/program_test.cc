#include "secrets/program.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gatehouse::secrets {
namespace {

std::expected<base::SecretString, ProgramFault> Shell(const std::string& script, bool may_ask = false,
                                                      std::chrono::seconds patience = std::chrono::seconds(60)) {
  return RunForCredentials({{"sh", "-c", script}, {"ADDED=more"}, patience, may_ask, "/"});
}

TEST(CredentialProgram, C1_WhatItPrintsIsTaken) {
  setenv("ADDED", "old", 1);
  setenv("KEPT", "same", 1);
  const auto answer = Shell("echo \"$ADDED $KEPT $PWD\"; echo hidden >&2; cat");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->Reveal(), "more same /\n");
  unsetenv("ADDED");
  unsetenv("KEPT");
}

TEST(CredentialProgram, C1_WhatCanGoWrong) {
  EXPECT_EQ(RunForCredentials({.argv = {"/nonexistent/program"}}).error(), ProgramFault::kNotStarted);
  EXPECT_EQ(RunForCredentials({}).error(), ProgramFault::kNotStarted);
  for (const bool may_ask : {false, true}) {
    EXPECT_EQ(Shell("exit 3", may_ask).error(), ProgramFault::kFailed);
    EXPECT_EQ(Shell("kill -9 $$", may_ask).error(), ProgramFault::kFailed);
    EXPECT_EQ(Shell("exec head -c 300000 /dev/zero", may_ask).error(), ProgramFault::kTooMuch);
    EXPECT_EQ(Shell("exec sleep 30", may_ask, std::chrono::seconds(0)).error(), ProgramFault::kTooSlow);
  }
}

TEST(CredentialProgram, C1_ItsChildrenEndWithItWhereItMayNotAsk) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(Shell("sleep 30 & wait", false, std::chrono::seconds(1)).error(), ProgramFault::kTooSlow);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

}  // namespace
}  // namespace gatehouse::secrets

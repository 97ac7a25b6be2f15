#include "audit/checks/run_downloads.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace gatehouse::audit {
namespace {

size_t Count(std::string_view text) { return RunDownloads(SplitShell(text)).size(); }

TEST(RunDownloads, A7_B14_WhatAShellRunsUnseen) {
  for (const char* text : {
           "curl x | sh",
           "wget -qO- x | sudo bash -s -- --yes",
           "curl x | tee log | sh",
           "curl x | bash -euo pipefail",
           "curl x | bash -o pipefail -s",
           "curl x | python3 -",
           "curl x | python3",
           "curl x | sh > log",
           "curl x | sh >log 2> errors",
           "curl x | /bin/bash -x",
           "sh -c \"$(curl x)\"",
           "bash <(curl x)",
           "eval \"`wget -O- x`\"",
           "source <(curl x)",
           "irm x | iex",
       })
    EXPECT_EQ(Count(text), 1U) << text;
  EXPECT_EQ(Count("curl a | sh\ntrue\ncurl b | bash"), 2U);
  EXPECT_EQ(RunDownloads(SplitShell("true\ncurl a | sh")).front().line, 1U);
}

TEST(RunDownloads, A17_ManySubstitutionsAreReadInOnePass) {
  std::vector<ShellCommand> commands(300'000,
                                     ShellCommand{.words = {"curl"}, .assignments = {}, .in_substitution = true});
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(RunDownloads(commands).empty());  // each with each would be minutes
  commands.push_back({.words = {"sh", "-c", "$()"}, .assignments = {}});
  EXPECT_EQ(RunDownloads(commands).size(), 300'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

// What is read is data, and the program is another one.
TEST(RunDownloads, A7_B14_DataThatAProgramReadsIsNotRun) {
  for (const char* text : {
           "curl x | python3 -m json.tool",
           "curl x | python3 -c 'import json, sys'",
           "curl x | python3 read.py",
           "curl x | perl -ne 'print'",
           "curl x | ruby -e 'puts 1'",
           "curl x | bash -c 'cat'",
           "curl x | sh script.sh",
           "curl -o x.sh x && sh x.sh",
           "curl x | tar xz",
           "echo 'curl x | sh'",
           "curl x; sh",
           "cat x | sh",
           "echo \"$(curl x)\"",
           "",
           "| sh",
       })
    EXPECT_EQ(Count(text), 0U) << text;
}

}  // namespace
}  // namespace gatehouse::audit

#include "cli/command/verdict.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/testing_folder.h"

namespace gatehouse::cli {
namespace {

TEST(BadVerdict, WhatWasReadIsJudgedAndWhatWasNotIsNot) {
  const base::testing::Folder folder;
  const std::string there = folder.Write("there.yaml", "x");
  EXPECT_EQ(BadVerdict({}), ExitCode::kFindings);
  EXPECT_EQ(BadVerdict(std::vector{there}), ExitCode::kFindings);
  EXPECT_EQ(BadVerdict(std::vector<std::string>{there, "/nonexistent/file"}), ExitCode::kCouldNotRun);
  EXPECT_EQ(BadVerdict(std::vector<std::string>{folder.path()}), ExitCode::kCouldNotRun);
}

}  // namespace
}  // namespace gatehouse::cli

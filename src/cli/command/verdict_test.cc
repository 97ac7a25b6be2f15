#include "cli/command/verdict.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "base/file.h"

namespace gatehouse::cli {
namespace {

TEST(BadVerdict, WhatWasReadIsJudgedAndWhatWasNotIsNot) {
  const std::string there = testing::TempDir() + "verdict_test.yaml";
  ASSERT_TRUE(base::WriteFile(there, "x", 0600));
  EXPECT_EQ(BadVerdict({}), ExitCode::kFindings);
  EXPECT_EQ(BadVerdict(std::vector{there}), ExitCode::kFindings);
  EXPECT_EQ(BadVerdict(std::vector<std::string>{there, "/nonexistent/file"}), ExitCode::kCouldNotRun);
  EXPECT_EQ(BadVerdict(std::vector<std::string>{testing::TempDir()}), ExitCode::kCouldNotRun);
  std::filesystem::remove(there);
}

}  // namespace
}  // namespace gatehouse::cli

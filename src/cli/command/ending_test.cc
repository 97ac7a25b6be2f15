#include "cli/command/ending.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

class Ending : public testing::Test {
 protected:
  // What is said on stderr, and the exit status in front of it.
  static std::string Of(const Outcome& outcome) {
    testing::internal::CaptureStderr();
    const int status = Conclude(outcome);
    return std::to_string(status) + " " + testing::internal::GetCapturedStderr();
  }
};

TEST_F(Ending, AnAnswerSaysNothing) {
  EXPECT_EQ(Of(ExitCode::kFine), "0 ");
  EXPECT_EQ(Of(ExitCode::kFindings), "1 ");
  EXPECT_EQ(Of(ExitCode::kNothingToDo), "3 ");
}

TEST_F(Ending, AnErrorAloneIsThatItCouldNotRun) {
  EXPECT_EQ(Of(base::Fail("It is wrong", "file", "fix it")), "2 error: file: It is wrong (fix it)\n");
}

TEST_F(Ending, AFailureCarriesItsExitCode) {
  EXPECT_EQ(Of(EndWith(ExitCode::kFindings, {"No", {}, {}})), "1 error: No\n");
}

TEST_F(Ending, EveryErrorThenEveryNote) {
  const std::vector<base::Error> errors = {{"One", {}, {}}, {"Two", {}, {}}};
  EXPECT_EQ(Of(std::unexpected(Failure(errors).With("What now.").With("And then."))),
            "2 error: One\nerror: Two\nWhat now.\nAnd then.\n");
}

TEST_F(Ending, WhatWasSaidAlreadyIsNotSaidAgain) {
  EXPECT_EQ(Of(std::unexpected(Failure(ExitCode::kCouldNotRun))), "2 ");
}

TEST_F(Ending, NothingSteersTheTerminal) {
  EXPECT_EQ(Of(base::Fail("No \x1b[31mred", {}, {})), "2 error: No \\x1b[31mred\n");
}

}  // namespace
}  // namespace gatehouse::cli

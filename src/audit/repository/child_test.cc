#include "audit/repository/child.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

Child Shell(const std::string& text) { return {.argv = {"/bin/sh", "-c", text}, .folder = "/", .environment = {}}; }

TEST(Child, GivesOutputErrorsAndStatus) {
  Child child = Shell("pwd; echo $X; echo bad >&2; cat; exit 3");
  child.environment = {{"X", "y z"}};
  const auto end = RunChild(child);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 3);
  EXPECT_EQ(end->output, "/\ny z\n");
  EXPECT_EQ(end->errors, "bad\n");
}

TEST(Child, OneThatHangsIsEndedWithWhatItStarted) {
  Child child = Shell("sleep 100 & echo begun; sleep 100");
  child.time = std::chrono::milliseconds(300);
  const auto end = RunChild(child);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->timed_out);
  EXPECT_EQ(end->output, "begun\n");
}

TEST(Child, OneThatClosesItsOutputAndHangsIsEnded) {
  Child child = Shell("exec >&- 2>&-; sleep 100");
  child.time = std::chrono::milliseconds(300);
  const auto end = RunChild(child);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->timed_out);
}

TEST(Child, OneThatEndsIsNotWaitedForBecauseOfWhatItStarted) {
  // A telemetry process that keeps the pipes open: the report is whole when the program itself has ended.
  Child child = Shell("sleep 100 & echo report; exit 1");
  const auto end = RunChild(child);
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->timed_out);
  EXPECT_EQ(end->status, 1);
  EXPECT_EQ(end->output, "report\n");
}

TEST(Child, AllOfALargeReportIsRead) {
  const auto end = RunChild(Shell("head -c 3000000 /dev/zero; head -c 50000 /dev/zero >&2"));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output.size(), 3'000'000U);
  EXPECT_EQ(end->errors.size(), kMaxErrorBytes);
}

TEST(Child, OneThatPrintsWithoutEndIsCutShort) {
  Child child = Shell("yes");
  child.max_output = 1000;
  const auto end = RunChild(child);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->cut_short);
  EXPECT_EQ(end->output.size(), 1000U);
}

TEST(Child, WhatCannotBeStartedIsAnError) {
  EXPECT_FALSE(RunChild({.argv = {"/no/such/program"}, .folder = {}, .environment = {}}));
  EXPECT_TRUE(FindProgram("no-such-program").empty());
  EXPECT_FALSE(FindProgram("sh").empty());
}

}  // namespace
}  // namespace gatehouse::audit

#include <gtest/gtest.h>

#include "audit/scanners/report.h"

namespace gatehouse::audit {
namespace {

TEST(CodeReports, A5_Bandit) {
  const auto found = ReadBandit(
      R"(Working... {"errors": [], "results": [{"filename": "./src/a.py", "line_number": 3, "col_offset": 4, "issue_severity": "HIGH",
      "issue_text": "subprocess call with shell=True identified", "test_id": "B602", "more_info": "https://x"}]})",
      "");
  ASSERT_TRUE(found) << found.error().Text();
  EXPECT_EQ(found->front().place.Text(), "src/a.py:3:5");
  EXPECT_EQ(found->front().severity, Severity::kHigh);
}

TEST(CodeReports, A5_AFileThatBanditCannotReadIsNotClean) {
  const auto found = ReadBandit(
      R"({"errors": [{"filename": "./a.py", "reason": "syntax error while parsing AST"}], "results": []})", "");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().place.Text(), "a.py");
  EXPECT_EQ(found->front().what, "was not scanned: syntax error while parsing AST");
}

TEST(CodeReports, A5_SemgrepAndGgshield) {
  EXPECT_EQ(
      ReadSemgrep(
          R"({"results": [{"check_id": "c", "path": "a.py", "start": {"line": 1, "col": 2}, "extra": {"severity": "WARNING", "message": "m"}}]})",
          "")
          ->front()
          .severity,
      Severity::kMedium);
  EXPECT_EQ(
      ReadGgshield(
          R"({"total_incidents": 1, "entities_with_incidents": [{"filename": "a", "incidents": [{"type": "AWS", "validity": "valid", "occurrences": [{"line_start": 4}]}]}]})",
          "")
          ->front()
          .place.line,
      4U);
}

TEST(CodeReports, A5_WhatIsNoReportIsNeverClean) {
  for (const ReadReport read : {ReadBandit, ReadSemgrep, ReadGgshield}) {
    for (const char* text :
         {"", "Traceback (most recent call last)", "{}", "{\"results\"", "null", "{\"error\": \"x\"}",
          R"({"results": 5, "vulnerabilities": "none", "dependencies": true, "entities_with_incidents": 1})"})
      EXPECT_FALSE(read(text, "")) << text;
  }
}

TEST(CodeReports, A5_SeveritiesOfOthersOnOurScale) {
  EXPECT_EQ(SeverityOf("MODERATE", Severity::kHigh), Severity::kMedium);
  EXPECT_EQ(SeverityOf("", Severity::kHigh), Severity::kHigh);
}

}  // namespace
}  // namespace gatehouse::audit

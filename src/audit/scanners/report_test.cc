#include "audit/scanners/report.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

TEST(ScannerReport, A5_Bandit) {
  const auto found = ReadBandit(
      R"(Working... {"errors": [], "results": [{"filename": "./src/a.py", "line_number": 3, "col_offset": 4, "issue_severity": "HIGH",
      "issue_text": "subprocess call with shell=True identified", "test_id": "B602", "more_info": "https://x"}]})",
      "");
  ASSERT_TRUE(found) << found.error().Text();
  EXPECT_EQ(found->front().place.Text(), "src/a.py:3:5");
  EXPECT_EQ(found->front().severity, Severity::kHigh);
}

TEST(ScannerReport, A5_AFileThatBanditCannotReadIsNotClean) {
  const auto found = ReadBandit(
      R"({"errors": [{"filename": "./a.py", "reason": "syntax error while parsing AST"}], "results": []})", "");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().place.Text(), "a.py");
  EXPECT_EQ(found->front().what, "was not scanned: syntax error while parsing AST");
}

TEST(ScannerReport, A5_PipAuditAndSafety) {
  const auto pip = ReadPipAudit(
      R"({"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.11.3"], "aliases": ["CVE-1"],
      "description": "bad\nmore"}]}, {"name": "ok", "version": "1", "vulns": []}], "fixes": []})",
      "requirements.txt");
  ASSERT_TRUE(pip);
  ASSERT_EQ(pip->size(), 1U);
  EXPECT_EQ(pip->front().what, "jinja2 2.4.1 is vulnerable (PYSEC-1): bad");
  EXPECT_EQ(pip->front().fix, "take version 2.11.3");
  const auto safety = ReadSafety(
      R"({"vulnerabilities": [{"package_name": "jinja2", "analyzed_version": "2.4.1", "vulnerability_id": "25865", "CVE": "CVE-1", "advisory": "x"}]})",
      "r");
  ASSERT_TRUE(safety);
  EXPECT_EQ(safety->front().ids, (std::vector<std::string>{"25865", "CVE-1"}));
}

TEST(ScannerReport, A5_PackagesThatPipAuditSkipsAreNotClean) {
  EXPECT_FALSE(ReadPipAudit(
      R"({"dependencies": [{"name": "a", "skip_reason": "Dependency not found on PyPI"}], "fixes": []})", "r"));
  const auto some = ReadPipAudit(
      R"({"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}]})",
      "r");
  ASSERT_TRUE(some);
  EXPECT_EQ(some->front().what, "a was not audited: not found");
}

TEST(ScannerReport, A5_NpmAudit) {
  const auto found = ReadNpmAudit(
      R"({"vulnerabilities": {"lodash": {"severity": "high", "via": [{"source": 1, "title": "Prototype pollution", "url":
      "https://github.com/advisories/GHSA-jf85", "severity": "critical", "range": "<4.17"}, "other"]}}})",
      "package-lock.json");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().rule, "GHSA-jf85");
  EXPECT_EQ(found->front().severity, Severity::kCritical);
  EXPECT_FALSE(ReadNpmAudit(R"({"error": {"code": "ENOTFOUND", "summary": "no network"}})", ""));
}

TEST(ScannerReport, A5_OthersRead) {
  EXPECT_EQ(
      ReadSemgrep(
          R"({"results": [{"check_id": "c", "path": "a.py", "start": {"line": 1, "col": 2}, "extra": {"severity": "WARNING", "message": "m"}}]})",
          "")
          ->front()
          .severity,
      Severity::kMedium);
  EXPECT_EQ(
      ReadOsvScanner(
          R"({"results": [{"source": {"path": "/r/go.mod"}, "packages": [{"package": {"name": "n", "version": "1"}, "vulnerabilities":
      [{"id": "GHSA-1", "aliases": ["CVE-2"], "summary": "s", "database_specific": {"severity": "MODERATE"}}]}]}]})",
          "/r")
          ->front()
          .place.file,
      "go.mod");
  EXPECT_EQ(
      ReadTrivy(
          R"({"SchemaVersion": 2, "Results": [{"Target": "Dockerfile", "Misconfigurations": [{"ID": "DS002", "Severity": "HIGH", "Message": "m", "CauseMetadata": {"StartLine": 3}}]}]})",
          "")
          ->front()
          .place.line,
      3U);
  EXPECT_EQ(
      ReadSnyk(
          R"([{"vulnerabilities": [{"id": "SNYK-1", "severity": "low", "packageName": "p", "version": "1", "identifiers": {"CVE": ["CVE-3"]}}], "displayTargetFile": "go.mod"}])",
          "")
          ->front()
          .ids.size(),
      2U);
  EXPECT_EQ(
      ReadGgshield(
          R"({"total_incidents": 1, "entities_with_incidents": [{"filename": "a", "incidents": [{"type": "AWS", "validity": "valid", "occurrences": [{"line_start": 4}]}]}]})",
          "")
          ->front()
          .place.line,
      4U);
}

TEST(ScannerReport, A5_WhatIsNoReportIsNeverClean) {
  for (const ReadReport read : {ReadBandit, ReadSemgrep, ReadGgshield, ReadPipAudit, ReadSafety, ReadNpmAudit,
                                ReadOsvScanner, ReadSnyk, ReadTrivy}) {
    for (const char* text :
         {"", "Traceback (most recent call last)", "{}", "{\"results\"", "null", "{\"error\": \"x\"}",
          R"({"results": 5, "vulnerabilities": "none", "dependencies": true, "entities_with_incidents": 1})"})
      EXPECT_FALSE(read(text, "")) << text;
  }
}

TEST(ScannerReport, SeveritiesOfOthers) {
  EXPECT_EQ(SeverityOf("MODERATE", Severity::kHigh), Severity::kMedium);
  EXPECT_EQ(SeverityOf("", Severity::kHigh), Severity::kHigh);
}

}  // namespace
}  // namespace gatehouse::audit

#include <gtest/gtest.h>

#include "audit/scanners/report.h"

namespace gatehouse::audit {
namespace {

TEST(PackageReports, A5_PipAuditAndSafety) {
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

TEST(PackageReports, A5_PackagesThatPipAuditSkipsAreNotClean) {
  EXPECT_FALSE(ReadPipAudit(
      R"({"dependencies": [{"name": "a", "skip_reason": "Dependency not found on PyPI"}], "fixes": []})", "r"));
  const auto some = ReadPipAudit(
      R"({"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}]})",
      "r");
  ASSERT_TRUE(some);
  EXPECT_EQ(some->front().what, "a was not audited: not found");
}

TEST(PackageReports, A5_NpmAudit) {
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

TEST(PackageReports, A5_OsvScannerTrivyAndSnyk) {
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
}

TEST(PackageReports, A5_WhatIsNoReportIsNeverClean) {
  for (const ReadReport read : {ReadPipAudit, ReadSafety, ReadNpmAudit, ReadOsvScanner, ReadSnyk, ReadTrivy}) {
    for (const char* text :
         {"", "Traceback (most recent call last)", "{}", "{\"results\"", "null", "{\"error\": \"x\"}",
          R"({"results": 5, "vulnerabilities": "none", "dependencies": true, "entities_with_incidents": 1})"})
      EXPECT_FALSE(read(text, "")) << text;
  }
}

}  // namespace
}  // namespace gatehouse::audit

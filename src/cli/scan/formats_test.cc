#include "cli/scan/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/terminal/value.h"

namespace gatehouse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

scan::Finding Found() {
  return {.rule = scan::FindRule("github-personal-token"),
          .file = "src/a.py",
          .line = 12,
          .column = 5,
          .end_column = 45,
          .secret = std::string("ghp") + "_0123456789abcdefghijklmnopqrstuvwxyz"};
}
std::string Printed(const scan::Report& report, ScanFormat format, bool redact = true) {
  setenv("NO_COLOR", "1", 1);
  ::testing::internal::CaptureStdout();
  PrintFindings(report, format, redact);
  std::fflush(stdout);
  return ::testing::internal::GetCapturedStdout();
}
std::string Printed(scan::Finding finding, ScanFormat format, bool redact = true) {
  return Printed(scan::Report{.findings = {std::move(finding)}}, format, redact);
}

TEST(ScanFormats, EachHasItsName) {
  EXPECT_EQ(*ParseScanFormat("csv"), ScanFormat::kCsv);
  EXPECT_EQ(*ParseScanFormat("sarif"), ScanFormat::kSarif);
  EXPECT_THAT(ParseScanFormat("xml").error().what, HasSubstr("text, json, sarif, csv"));
}

TEST(ScanFormats, A5_NoFormatShowsTheSecretUnlessItIsAskedFor) {
  const std::string secret = Found().secret;
  for (const ScanFormat format : {ScanFormat::kText, ScanFormat::kJson, ScanFormat::kSarif, ScanFormat::kCsv}) {
    EXPECT_THAT(Printed(Found(), format), Not(HasSubstr(secret)));
    EXPECT_THAT(Printed(Found(), format, false), HasSubstr(secret));
  }
}

TEST(ScanFormats, ALineOfText) {
  EXPECT_THAT(Printed(Found(), ScanFormat::kText),
              StartsWith("src/a.py:12:5: GitHub personal access token [github-per"));
  scan::Finding odd = Found();
  odd.file = "a\x1b[2J";
  EXPECT_THAT(Printed(odd, ScanFormat::kText), StartsWith("a\\x1b[2J:12"));
}

TEST(ScanFormats, AnObjectALine) {
  scan::Finding finding = Found();
  finding.commit = "abc";
  finding.author = "A <a@example.org>";
  finding.encoded = true;
  const auto value = Value::FromJson(Printed(finding, ScanFormat::kJson));
  ASSERT_TRUE(value);
  EXPECT_EQ(value->TextOf("rule"), "github-personal-token");
  EXPECT_EQ(value->TextOf("fingerprint"), finding.Fingerprint());
  EXPECT_EQ(value->TextOf("author"), "A <a@example.org>");
  EXPECT_NE(value->Find("encoded"), nullptr);
  EXPECT_EQ(value->Find("own_setting"), nullptr);
}

// RFC 4180, and nothing that a table program would run.
TEST(ScanFormats, CellsOfCsv) {
  scan::Finding finding = Found();
  finding.file = "a,\"b\"\nc";
  EXPECT_THAT(Printed(finding, ScanFormat::kCsv), HasSubstr(",\"a,\"\"b\"\"\nc\",12,5,"));
  for (const std::string name : {"=1+1", "+x", "-x", "@x", "\tx"}) {
    finding.file = name;
    EXPECT_THAT(Printed(finding, ScanFormat::kCsv), HasSubstr(",'" + name + ",12,5,")) << name;
  }
  finding.file = "\rx";
  EXPECT_THAT(Printed(finding, ScanFormat::kCsv), HasSubstr(",\"'\rx\",12,5,"));
  EXPECT_EQ(Printed(scan::Report{}, ScanFormat::kCsv),
            "rule,title,file,line,column,match,commit,author,date,fingerprint,own_setting\r\n");
}

TEST(ScanFormats, SarifSaysWhatCouldNotBeLookedAt) {
  const scan::Report report{.findings = {Found()}, .problems = {{"The file cannot be read", "x", {}}}};
  const std::string text = Printed(report, ScanFormat::kSarif);
  EXPECT_THAT(text, HasSubstr("\"executionSuccessful\":false"));
  EXPECT_THAT(text, HasSubstr("The file cannot be read"));
  EXPECT_THAT(text, HasSubstr("\"gatehouseScan/v1\":\"" + Found().Fingerprint() + "\""));
  EXPECT_THAT(Printed(Found(), ScanFormat::kSarif), HasSubstr("\"executionSuccessful\":true"));
}

}  // namespace
}  // namespace gatehouse::cli

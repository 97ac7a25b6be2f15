#include "audit/join.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

Finding Package(std::string tool, std::string rule, std::string package, std::vector<std::string> ids,
                Severity severity) {
  return {.tool = std::move(tool),
          .rule = std::move(rule),
          .severity = severity,
          .place = {.file = "requirements.txt"},
          .package = std::move(package),
          .ids = std::move(ids)};
}
Finding Code(std::string tool, std::string rule, size_t line, std::string what = {}) {
  return {.tool = std::move(tool),
          .rule = std::move(rule),
          .place = {.file = "a.py", .line = line},
          .what = std::move(what)};
}

TEST(Join, B15_OneVulnerabilityOfSeveralToolsIsOneFinding) {
  const auto joined =
      JoinDuplicates({Package("pip-audit", "PYSEC-1", "Jinja2 2.4", {"PYSEC-1", "CVE-1"}, Severity::kMedium),
                      Package("safety", "77", "jinja2 2.4", {"77", "CVE-1"}, Severity::kHigh),
                      Package("osv-scanner", "GHSA-1", "jinja2 2.4", {"GHSA-1", "77"}, Severity::kLow),
                      Package("safety", "78", "flask 1.0", {"78", "CVE-1"}, Severity::kHigh)});
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined[0].severity, Severity::kHigh);
  EXPECT_EQ(joined[0].also_by, (std::vector<std::string>{"safety 77", "osv-scanner GHSA-1"}));
}

TEST(Join, B15_OneFaultInCodeIsOneFinding) {
  const auto joined = JoinDuplicates({Code("gatehouse", "shell-true", 3), Code("bandit", "B602", 3),
                                      Code("bandit", "B608", 3), Code("bandit", "B602", 4),
                                      Code("semgrep", "python.lang.security.audit.subprocess-shell-true", 3)});
  ASSERT_EQ(joined.size(), 3U);
  EXPECT_EQ(joined[0].also_by.size(), 2U);
}

TEST(Join, TwoThingsOnOneLineStayTwo) {
  EXPECT_EQ(
      JoinDuplicates({Code("gatehouse", "compose-ports", 6, "a"), Code("gatehouse", "compose-ports", 6, "b")}).size(),
      2U);
  EXPECT_EQ(
      JoinDuplicates({Code("gatehouse", "compose-ports", 6, "a"), Code("gatehouse", "compose-ports", 6, "a")}).size(),
      1U);
}

}  // namespace
}  // namespace gatehouse::audit

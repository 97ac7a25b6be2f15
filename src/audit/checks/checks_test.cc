// The tables of rules: each rule is documented, and named by no other check.
#include "audit/checks/checks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

#include "audit/repository/testing_folder.h"
#include "base/file.h"

namespace gatehouse::audit {
namespace {

TEST(Checks, EveryRuleIsInItsPageWithItsSeverity) {
  const auto page = base::ReadFile(std::string(GATEHOUSE_SOURCE_DIR) + "/doc/audit.md");
  ASSERT_TRUE(page);
  std::set<std::string_view> ids;
  for (const Check& check : AllChecks()) {
    for (const Rule* rule : check.rules) {
      EXPECT_TRUE(ids.insert(rule->id).second) << rule->id;
      const std::string row = fmt::format("| `{}` | {} | {} |", rule->id, Name(rule->severity), rule->title);
      EXPECT_NE(page->find(row), std::string::npos) << row;
      EXPECT_FALSE(rule->fix.empty()) << rule->id;
    }
  }
  size_t rows = 0;
  for (size_t at = page->find("\n| `"); at != std::string::npos; at = page->find("\n| `", at + 1)) {
    const std::string id = page->substr(at + 4, page->find('`', at + 4) - at - 4);
    const bool is_rule = page->substr(at, page->find('\n', at + 1) - at).contains(" | ") && FindRule(id) != nullptr;
    rows += is_rule ? 1 : 0;
  }
  EXPECT_EQ(rows, ids.size());
}

std::string Accepted(const testing::Folder& folder, std::string_view rule) {
  const auto repository = Repository::Open(folder.path());
  Results results;
  RunChecks(*repository, results);
  std::string said;
  for (const Finding& finding : results.findings()) {
    if (finding.rule == rule) said += finding.place.Text() + "=" + finding.accepted + " ";
  }
  return said;
}

TEST(Checks, A17_AFindingIsAcceptedOnItsLineOrTheOneAbove) {
  EXPECT_EQ(
      Accepted(testing::Folder{{"a.py",
                                "os.system(x)  # gatehouse:allow=shell-true one\n# gatehouse:allow=shell-true two\r\n"
                                "os.system(x)\n\nos.system(x)\n# gatehouse:allow=other no\nos.system(x)"}},
               "shell-true"),
      "a.py:1:4=one a.py:3:4=two a.py:5:4= a.py:7:4= ");
  // A finding without a line: the first one.
  EXPECT_EQ(Accepted(testing::Folder{{"package.json",
                                      "{\"dependencies\": {\"a\": \"1\"}} // gatehouse:allow=lock-file why\n"}},
                     "lock-file"),
            "package.json=why ");
  EXPECT_EQ(
      Accepted(testing::Folder{{"Dockerfile", "FROM a # gatehouse:allow=docker-healthcheck\n"}}, "docker-healthcheck"),
      "Dockerfile:1=no reason is given ");
}

// Each line was looked for from the beginning of the file, which took most of a minute.
TEST(Checks, A17_AFileOfNothingButFindingsIsReadInOnePass) {
  std::string text;
  for (size_t line = 0; line < 100'000; ++line) text += "os.system(x)\n";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(Accepted(testing::Folder{{"a.py", text}}, "shell-true").empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace gatehouse::audit

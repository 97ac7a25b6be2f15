// The tables of rules: each rule is documented, and named by no other check.
#include "audit/checks/checks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

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

}  // namespace
}  // namespace gatehouse::audit

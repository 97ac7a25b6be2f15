// Every row of rules/: what it must find is found by it, what it must not find is not; the row is whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "scan/pattern.h"
#include "scan/rule_set.h"
#include "scan/rules/rule.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

// Every rule in one set, as in the product; compiling one by one would take seconds.
// Whether this rule finds something, whatever others would find there.
bool Finds(uint32_t id, std::string_view text) {
  bool found = false;
  EXPECT_TRUE(EachCandidate(EveryRule(), text, [&](const patterns::Match& match) {
    size_t ignored = 0;
    found = found || (match.id == id && EveryRule().Confirm(id, text, match.to, ignored));
    return !found;
  }));
  return found;
}

TEST(Rules, A5_ThereAreAtLeast150KnownFormats) {
  const auto known =
      std::ranges::count_if(AllRules(), [](const Rule* rule) { return rule->kind != Rule::Kind::kGeneric; });
  EXPECT_GE(known, 150);
}

TEST(Rules, EveryRowIsWhole) {
  std::set<std::string_view> ids;
  for (const Rule* const rule : AllRules()) {
    EXPECT_TRUE(ids.insert(rule->id).second) << rule->id << " is there twice";
    EXPECT_FALSE(rule->title.empty()) << rule->id;
    EXPECT_FALSE(rule->found[0].empty()) << rule->id << " has no example";
    EXPECT_FALSE(rule->not_found[0].empty()) << rule->id << " has no example of what it must leave";
    EXPECT_EQ(rule->kind == Rule::Kind::kNamed, !rule->word.empty()) << rule->id;
  }
}

TEST(Rules, A5_EachFindsItsExamples) {
  for (uint32_t id = 0; id < AllRules().size(); ++id) {
    const Rule& rule = *AllRules()[id];
    for (const std::string_view example : rule.found) {
      if (example.empty()) continue;
      // Random characters may hold no digit or too little variety once: of three attempts, two are found.
      int found = 0;
      std::string text;
      for (uint32_t seed = 1; seed <= 3; ++seed) {
        text = Example(example, seed * 7919);
        found += Finds(id, text) ? 1 : 0;
      }
      EXPECT_GE(found, 2) << rule.id << " does not find " << text << "\n by " << ConfirmingRegex(rule) << "\n trigger "
                          << TriggerOf(rule).regex;
    }
  }
}

TEST(Rules, A5_EachLeavesWhatItMustLeave) {
  for (uint32_t id = 0; id < AllRules().size(); ++id) {
    for (const std::string_view example : AllRules()[id]->not_found) {
      const std::string text = Example(example, 5);
      EXPECT_FALSE(Finds(id, text)) << AllRules()[id]->id << " finds something in " << text;
    }
  }
}

}  // namespace
}  // namespace gatehouse::scan

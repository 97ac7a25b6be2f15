#include "detect/rule_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "detect/default_rules.h"

namespace gatehouse::detect {
namespace {

using ::testing::HasSubstr;

std::string Problem(std::string_view rule) {
  const auto rules = ReadRules("rules:\n" + std::string(rule), "rules.yaml");
  if (rules) return "none";
  std::string all;
  for (const base::Error& error : rules.error()) all += error.Text() + "\n";
  return all;
}

TEST(RuleReader, A14_ReadsEveryKey) {
  const auto rules = ReadRules(R"(rules:
  - name: guessing
    what: failed logins
    events: [login_failed, second_factor_failed]
    reasons: token_signature
    per: caller
    count: addresses
    at_least: 3
    within: 90s
    severity: critical
    mode: enforce
    block_for: 2h
    quiet: 1d
)",
                               "rules.yaml");
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->size(), 1U);
  const Rule& rule = rules->front();
  EXPECT_EQ(rule.name, "guessing");
  EXPECT_EQ(rule.what, "failed logins");
  EXPECT_THAT(rule.events, ::testing::ElementsAre(events::type::kLoginFailed, events::type::kSecondFactorFailed));
  EXPECT_THAT(rule.reasons, ::testing::ElementsAre(gate::Reason::kTokenSignature));
  EXPECT_EQ(rule.per, Per::kCaller);
  EXPECT_EQ(rule.counted, Counted::kAddresses);
  EXPECT_EQ(rule.at_least, 3U);
  EXPECT_EQ(rule.within, std::chrono::seconds(90));
  EXPECT_EQ(rule.severity, gate::Severity::kCritical);
  EXPECT_TRUE(rule.enforce);
  EXPECT_EQ(rule.block_for, std::chrono::hours(2));
  EXPECT_EQ(rule.quiet, std::chrono::hours(24));
  EXPECT_TRUE(ReadRules("rules: []", "r")->empty());
}

TEST(RuleReader, A14_SaysWhatIsWrongWhereAndWhatToDo) {
  const std::string head = "  - name: x\n    events: [login_failed]\n";
  EXPECT_EQ(Problem(head), "none");
  EXPECT_THAT(Problem("  - name: x\n    event: [login_failed]\n"),
              HasSubstr("rules.yaml:3:5: A rule has no key 'event' (did you mean 'events'?)"));
  EXPECT_THAT(Problem("  - name: x\n    events: [login_faild]\n"), HasSubstr("'login_failed'"));
  EXPECT_THAT(Problem("  - name: x\n    reasons: [token_sig]\n"), HasSubstr("is not one of the reasons"));
  EXPECT_THAT(Problem("  - name: x\n"), HasSubstr("looks at no event"));
  EXPECT_THAT(Problem("  - events: [login]\n"), HasSubstr("needs a name"));
  EXPECT_THAT(Problem("  - name: X y\n    events: [login]\n"), HasSubstr("is not a name of a rule"));
  EXPECT_THAT(Problem(head + "    within: -5m\n    at_least: 2\n"), HasSubstr("is not a duration for 'within'"));
  EXPECT_THAT(Problem(head + "    within: 0s\n    at_least: 2\n"), HasSubstr("is not a duration"));
  EXPECT_THAT(Problem(head + "    within: 25h\n    at_least: 2\n"), HasSubstr("86400s"));
  EXPECT_THAT(Problem(head + "    at_least: 2\n"), HasSubstr("not within which time"));
  EXPECT_THAT(Problem(head + "    at_least: 0\n"), HasSubstr("is not a number for 'at_least'"));
  EXPECT_THAT(Problem(head + "    at_least: 1001\n    within: 1m\n"), HasSubstr("1 to 1000"));
  EXPECT_THAT(Problem(head + "    within: 1m\n"), HasSubstr("means nothing"));
  EXPECT_THAT(Problem(head + "    mode: enforce\n"), HasSubstr("write block_for"));
  EXPECT_THAT(Problem(head + "    mode: enforce\n    block_for: 1h\n    per: gate\n"), HasSubstr("cannot be blocked"));
  EXPECT_THAT(Problem(head + "    per: everybody\n"), HasSubstr("is not a value of 'per'"));
  EXPECT_THAT(Problem(head + "    count: paths\n    within: 1m\n"), HasSubstr("at_least: 2"));
  EXPECT_THAT(Problem(head + head), HasSubstr("two rules"));
  EXPECT_THAT(Problem("  - 3\n"), HasSubstr("is a mapping"));
  for (const char* text : {"", "rules: 3", "rulez: []", "- a", "rules: [}", "rules: null"}) {
    EXPECT_FALSE(ReadRules(text, "r")) << text;
  }
}

// Rows A14 C14 C15 name these.
TEST(DefaultRules, A14_C15_AreReadAndHoldTheFiguresOfTheRequirements) {
  const auto read = ReadRules(DefaultRulesText(), "default");
  ASSERT_TRUE(read) << read.error().front().Text();
  const auto rules = DefaultRules();
  EXPECT_EQ(rules.size(), read->size());
  const auto named = [&](std::string_view name) {
    const auto at = std::ranges::find(rules, name, &Rule::name);
    EXPECT_NE(at, rules.end()) << name;
    return at == rules.end() ? Rule{} : *at;
  };
  EXPECT_EQ(named("failed_authentication").at_least, 5U);
  EXPECT_EQ(named("failed_authentication").within, std::chrono::minutes(5));
  EXPECT_EQ(named("failed_accounts_of_address").counted, Counted::kAccounts);
  EXPECT_EQ(named("failed_accounts_of_address").at_least, 5U);
  EXPECT_EQ(named("failed_tokens").at_least, 5U);
  EXPECT_EQ(named("flood").block_for, std::chrono::seconds(7200));
  EXPECT_EQ(named("privilege_escalation").at_least, 1U) << "told at once";
  EXPECT_EQ(named("suspicious_input").block_for, std::chrono::seconds(3600));
  EXPECT_TRUE(named("suspicious_input").enforce);
  EXPECT_EQ(named("rate_limit_exceeded").block_for, std::chrono::seconds(7200));
  EXPECT_TRUE(named("rate_limit_exceeded").enforce);
  for (const Rule& rule : rules) {
    EXPECT_TRUE(std::ranges::find(rule.reasons, gate::Reason::kTokenExpired) == rule.reasons.end()) << rule.name;
    EXPECT_TRUE(std::ranges::find(rule.reasons, gate::Reason::kAddressBlocked) == rule.reasons.end())
        << rule.name << ": a block would prolong itself";
  }
}

TEST(RuleReader, A14_WhatIsMadeGoodAndWhoWaitsAreRead) {
  const auto rules = ReadRules(
      "rules:\n  - { name: a, events: [login_failed], at_least: 5, within: 5m, count: credentials, made_good_by: "
      "login,\n"
      "      despite_wait: 3s }\n",
      "r.yaml");
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->front().counted, Counted::kCredentials);
  EXPECT_THAT(rules->front().made_good_by, ::testing::ElementsAre(events::type::kLogin));
  EXPECT_EQ(rules->front().despite_wait, std::chrono::seconds(3));
}

TEST(RuleReader, A14_WhatCannotBeMadeGoodIsTold) {
  const auto one = ReadRules("rules:\n  - { name: a, events: [login_failed], made_good_by: [login] }\n", "r.yaml");
  ASSERT_FALSE(one);
  EXPECT_THAT(one.error().front().what, ::testing::HasSubstr("none can be made good"));
  const auto usual = ReadRules(
      "rules:\n  - { name: a, events: [access], at_least: 5, within: 5m, times_usual: 3, despite_wait: 3s }\n",
      "r.yaml");
  ASSERT_FALSE(usual);
  EXPECT_FALSE(ReadRules("rules:\n  - { name: a, events: [access], despite_wait: -3s }\n", "r.yaml"));
  EXPECT_FALSE(ReadRules("rules:\n  - { name: a, events: [access], made_good_by: [lgin] }\n", "r.yaml"));
}

}  // namespace
}  // namespace gatehouse::detect

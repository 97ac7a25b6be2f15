#include "passwords/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>

#include "base/testing_folder.h"

namespace gatehouse::passwords {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr PasswordPolicy kAnyStrength{.least_score = 0};

std::vector<Rule> Broken(std::string_view password, std::string_view name = "ada",
                         const PasswordPolicy& policy = kAnyStrength) {
  return CheckPassword(password, name, policy).value().broken;
}

TEST(PasswordPolicy, A10_AGoodOne) {
  const auto verdict = CheckPassword("river-Otter8 brass lantern", "ada", {});
  EXPECT_THAT(verdict.value().broken, IsEmpty());
  EXPECT_GE(verdict->strength.score, kLeastScore);
}

TEST(PasswordPolicy, A10_EachRuleByItself) {
  EXPECT_THAT(Broken("Abcdefgh1-jk"), IsEmpty());
  EXPECT_THAT(Broken("Abcdefgh1-j"), ElementsAre(Rule::kCharacters));
  EXPECT_THAT(Broken("abcdefgh1-jk"), ElementsAre(Rule::kUpper));
  EXPECT_THAT(Broken("ABCDEFGH1-JK"), ElementsAre(Rule::kLower));
  EXPECT_THAT(Broken("Abcdefghi-jk"), ElementsAre(Rule::kDigit));
  EXPECT_THAT(Broken("Abcdefgh1jkl"), ElementsAre(Rule::kSymbol));
  EXPECT_THAT(Broken("Ab1-" + std::string(1020, 'x')), IsEmpty());
  EXPECT_THAT(Broken("Ab1-" + std::string(1021, 'x')), ElementsAre(Rule::kTooLong));
  EXPECT_THAT(Broken("Abcdefgh1-jk\n"), ElementsAre(Rule::kNotText));
  EXPECT_THAT(Broken("Abcdefgh1-jk\xff"), ElementsAre(Rule::kNotText));
}

TEST(PasswordPolicy, A10_EveryBrokenRuleAtOnce) {
  EXPECT_THAT(CheckPassword("ada", "ada", {}).value().broken,
              ElementsAre(Rule::kCharacters, Rule::kUpper, Rule::kDigit, Rule::kSymbol, Rule::kName, Rule::kStrength));
  EXPECT_THAT(CheckPassword("", "ada", {}).value().broken,
              ElementsAre(Rule::kCharacters, Rule::kUpper, Rule::kLower, Rule::kDigit, Rule::kSymbol, Rule::kStrength));
}

TEST(PasswordPolicy, A10_CharactersAreCodePoints) {
  EXPECT_THAT(Broken("Aa1äöüßéèñçå"), IsEmpty());  // twelve, in 21 bytes
  EXPECT_THAT(Broken("Aa1äöüßéèñç"), ElementsAre(Rule::kCharacters));
  EXPECT_THAT(Broken("ÄÖÜaaaaaaa1-"), ElementsAre(Rule::kUpper));  // ASCII alone counts as a letter
}

TEST(PasswordPolicy, A10_TheNameInAnyCase) {
  EXPECT_THAT(Broken("xx-LoveLace-19", "lovelace"), Contains(Rule::kName));
  EXPECT_THAT(Broken("xx-LoveLike-19", "lovelace"), Not(Contains(Rule::kName)));
  EXPECT_THAT(Broken("xx-LoveLike-19", "xx"), Not(Contains(Rule::kName)));
  EXPECT_THAT(Broken("xx-LoveLike-19", ""), Not(Contains(Rule::kName)));
}

TEST(PasswordPolicy, A10_GuessableOnesThatMeetEveryOtherRule) {
  EXPECT_THAT(Broken("Password123!", "ada", {}), ElementsAre(Rule::kStrength));
  EXPECT_THAT(Broken("Qwertyuiop1!", "ada", {}), ElementsAre(Rule::kStrength));
}

TEST(PasswordPolicy, A10_Breached) {
  const base::testing::Folder folder;
  // SHA-1 of "river-Otter8 brass lantern".
  const std::string file = folder.Write("breached", "2A798907B6D233AD1ECAA5AC9AEFD69C59947B3F:3\n");
  const auto list = BreachedList::Open(file);
  ASSERT_TRUE(list.has_value()) << list.error().Text();
  const PasswordPolicy policy{.breached = &*list};
  const auto verdict = CheckPassword("river-Otter8 brass lantern", "ada", policy);
  EXPECT_THAT(verdict.value().broken, ElementsAre(Rule::kBreached));
  EXPECT_EQ(verdict->breached, 3U);
  EXPECT_THAT(Broken("river-Otter9 brass lantern", "ada", policy), IsEmpty());
  std::remove(file.c_str());
  EXPECT_FALSE(CheckPassword("river-Otter8 brass lantern", "ada", policy).has_value());
}

TEST(PasswordPolicy, EveryRuleHasWordsOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (int i = 0; i <= static_cast<int>(Rule::kBreached); ++i) {
    names.insert(Name(static_cast<Rule>(i)));
    sentences.insert(Sentence(static_cast<Rule>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(Rule::kBreached) + 1);
  EXPECT_EQ(sentences.size(), names.size());
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace gatehouse::passwords

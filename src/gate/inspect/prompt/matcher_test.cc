#include "gate/inspect/prompt/matcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace gatehouse::prompt {
namespace {

constexpr std::array kTestRules = {
    Rule{"one", kWeak, "\\bone\\b"},
    Rule{"then", kWeak, "first[^.]{0,20}second.{0,20}third"},
    Rule{"twice", kWeak, "same.{0,20}same"},
    Rule{"either", kWeak, "left.{0,16}right|up"},
    Rule{"needs", kWeak, "plain|quote'|[0-9]digit|<mark|tail.{0,20}=|'.{0,20}head"},
};

class MatcherTest : public ::testing::Test {
 protected:
  MatcherTest() {
    const std::array families = {Family{Signal::kOverride, kTestRules}};
    matcher_.emplace(*Matcher::Make(families, {}));
    state_ = *matcher_->Fit();
  }
  std::string Met(std::string_view text) {
    std::string names;
    for (const uint16_t number : matcher_->Scan(text, ReadBy::kAnyone, state_)) {
      names += (names.empty() ? "" : " ") + std::string(matcher_->entries()[number].rule->name);
    }
    return names;
  }
  std::optional<Matcher> matcher_;
  MatchState state_;
};

TEST_F(MatcherTest, EachRuleOnce) {
  EXPECT_EQ(Met("one one one"), "one");
  EXPECT_EQ(Met("only"), "");
  EXPECT_EQ(Met("up and one"), "either one");
  EXPECT_EQ(Met(""), "");
}

TEST_F(MatcherTest, PartsInOrderAndNear) {
  EXPECT_EQ(Met("first, second and third"), "then");
  EXPECT_EQ(Met("third second first"), "");
  EXPECT_EQ(Met("first. second third"), "");
  EXPECT_EQ(Met("first" + std::string(120, ' ') + "second third"), "");
  EXPECT_EQ(Met("first" + std::string(120, ' ') + "first second third"), "then");
  EXPECT_EQ(Met("left right"), "either");
}

TEST_F(MatcherTest, AlternativesOfARuleNeedDifferentSigns) {
  for (const char* text : {"plain", "quote'", "7digit", "<mark", "tail =", "' head", "plain quote' <mark"})
    EXPECT_EQ(Met(text), "needs") << text;
  for (const char* text : {"quote", "digit", "mark", "tail", "head", "tail'", "<>="})
    EXPECT_NE(Met(text), "needs") << text;
}

TEST_F(MatcherTest, InTheOrderOfTheirFirstMatches) {
  EXPECT_EQ(Met("<mark one"), "needs one");
  EXPECT_EQ(Met("one <mark"), "one needs");
  EXPECT_EQ(Met("<mark one plain"), "needs one");  // an alternative that is looked for earlier matches later
}

TEST_F(MatcherTest, WhatIsSearchedBesideTheRulesIsNone) {
  EXPECT_EQ(Met("\x01\x02"), "");
  EXPECT_EQ(Met("one \x01\x02\x01\x02 \x01"), "one");
}

TEST_F(MatcherTest, KnownRulesMayBeLeftOut) {
  const std::array known = {false, true, false, false, false};
  const std::string text = "same same " + std::string(300, 'x') + " first, second and third";
  EXPECT_EQ(Met(text), "twice then");
  const auto rules = matcher_->Scan(text, ReadBy::kAnyone, state_, known);
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules.front(), 2);
}

TEST_F(MatcherTest, AroundEachLead) {
  const std::string far(300, 'x');
  EXPECT_EQ(Met("third " + far + " third " + far + " first, second and third"), "then");
  EXPECT_EQ(Met("first, second and third " + far + " third"), "then");
  EXPECT_EQ(Met("first" + far + "second" + far + "third"), "");
  std::string often;  // more leads than there is room for, each apart from the others
  for (int i = 0; i < 200; ++i) often += "second " + far + " ";
  EXPECT_EQ(Met(often), "");
  EXPECT_EQ(Met(often + "first second third"), "then");
  EXPECT_EQ(Met("first second third " + often), "then");
}

TEST_F(MatcherTest, InATextFullOfLeads) {
  size_t most = 0;
  for (const std::string lead : {"first. ", "second. ", "third. ", "left. "}) {  // one of them is the lead of "then"
    std::string often;
    for (int i = 0; i < 1000; ++i) often += lead;
    EXPECT_EQ(Met(often), "");
    most = std::max(most, state_.leads);
    EXPECT_EQ(Met(often + "first, second and third one"), "then one");
    EXPECT_EQ(Met("one first, second and third " + often), "one then");
    EXPECT_EQ(Met(often + std::string(300, 'x') + " left right <mark " + often), "either needs");
    EXPECT_EQ(Met("second and third"), "");
  }
  EXPECT_EQ(most, kManyLeads);
}

TEST_F(MatcherTest, NothingIsLeftOfAnEarlierScan) {
  EXPECT_EQ(Met("first second"), "");
  EXPECT_EQ(Met(" third"), "");
  EXPECT_EQ(Met("same"), "");
  EXPECT_EQ(Met("same"), "");
  EXPECT_EQ(Met("same same"), "twice");
}

TEST(MatcherOfCode, IsNotLookedForInWhatOnlyPeopleRead) {
  constexpr std::array kSpeech = {Rule{"speech", kWeak, "<system>|obey"}};
  constexpr std::array kSql = {Rule{"sql", kWeak, "' or 1=1|pg sleep"}};
  constexpr std::array kMarkup = {Rule{"markup", kWeak, "<svg"}};
  const std::array families = {Family{Signal::kForgery, kSpeech}, Family{Signal::kMarkup, kMarkup},
                               Family{Signal::kSql, kSql}};
  const Matcher matcher = *Matcher::Make(families, {});
  MatchState state = *matcher.Fit();
  for (const char* text : {"<system>", "obey", "<svg>", "' or 1=1", "pg sleep"})
    EXPECT_EQ(matcher.Scan(text, ReadBy::kAnyone, state).size(), 1U) << text;
  for (const char* text : {"<system>", "obey", "pg sleep"})
    EXPECT_EQ(matcher.Scan(text, ReadBy::kPeople, state).size(), 1U) << text;
  for (const char* text : {"<svg>", "' or 1=1"})
    EXPECT_TRUE(matcher.Scan(text, ReadBy::kPeople, state).empty()) << text;
}

TEST(MatcherOfLeads, LooksAtWholeWordsOnly) {
  constexpr std::array kRules = {Rule{"near", kWeak, "qlead.{0,12}x"}, Rule{"far", kWeak, "\\bgo.{0,40}zlead"}};
  const std::array families = {Family{Signal::kOverride, kRules}};
  const Matcher matcher = *Matcher::Make(families, {});
  MatchState state = *matcher.Fit();
  for (size_t filler = 0; filler < 120; ++filler) {  // at one of these, "far" reaches from its lead to the "go"
    const std::string rest = "go " + std::string(filler, 'v') + " qlead zlead";
    EXPECT_TRUE(matcher.Scan("un" + rest, ReadBy::kAnyone, state).empty()) << rest;
  }
  EXPECT_EQ(matcher.Scan("un go vvv qlead zlead", ReadBy::kAnyone, state).size(), 1U);
}

TEST(MatcherOfLeads, MayBeWithinAPart) {
  constexpr std::array kRules = {Rule{"alone", kWeak, "\\ba?b{1,3}(lead)c{0,9}d\\b|\\bother\\b|'(sign)"},
                                 Rule{"in a part", kWeak, "one.{0,20}x(y)z.{0,20}two"}};
  const std::array families = {Family{Signal::kOverride, kRules}};
  const Matcher matcher = *Matcher::Make(families, {});
  MatchState state = *matcher.Fit();
  const auto met = [&](const std::string& text) { return matcher.Scan(text, ReadBy::kAnyone, state).size(); };
  const std::string far(300, 'v');
  for (const char* text : {"abbbleadcccccccccd", "bleadd", "other", "'sign", "one xyz two", "one vv xyz vv two"}) {
    EXPECT_EQ(met(text), 1U) << text;
    EXPECT_EQ(met(far + " " + text + " " + far), 1U) << text;
  }
  for (const char* text : {"lead", "aleadd", "xbleadd", "bleaddx", "bleadcc", "sign", "y", "one y two"})
    EXPECT_EQ(met(text), 0U) << text;
  EXPECT_EQ(met("one xyz" + far + "two"), 0U);
  (void)met(far + "bleadd" + far);
  EXPECT_LT(state.around, far.size() * 3);
}

TEST(MatcherOfLeads, MayFollowTheTextsBeginning) {
  constexpr std::array kRules = {Rule{"far", kWeak, "(?:^|[,;])a\\)*(lead)\\b"},
                                 Rule{"near", kWeak, "(?:^|[,;])b(lead)\\b"}, Rule{"end", kWeak, "c\\)*(lead)(?:$|!)"}};
  const std::array families = {Family{Signal::kOverride, kRules}};
  const Matcher matcher = *Matcher::Make(families, {});
  MatchState state = *matcher.Fit();
  const auto met = [&](const std::string& text) { return matcher.Scan(text, ReadBy::kAnyone, state).size(); };
  const std::string far(300, 'v');
  for (const std::string text : {"a)))lead", "blead", "clead"}) EXPECT_EQ(met(text), 1U) << text;
  for (const char* text : {",a))lead", ";blead", "c)lead!"}) EXPECT_EQ(met(far + " " + text + " " + far), 1U) << text;
  for (const char* text : {"a)))lead", "blead", "clead"}) EXPECT_EQ(met(far + " " + text + " " + far), 0U) << text;
  EXPECT_EQ(met("alead" + far), 0U);
}

TEST(MatcherOfEnds, LooksAtTheEndOnly) {
  constexpr std::array kRules = {Rule{"end", kWeak, "\\b'a?\\){0,3}#\\s?$|=both"}, Rule{"sign", kWeak, "'x|\\b<y"}};
  const std::array families = {Family{Signal::kSql, kRules}, Family{Signal::kForgery, std::span(kRules).last(1)}};
  const Matcher matcher = *Matcher::Make(families, {});
  MatchState state = *matcher.Fit();
  const auto met = [&](const std::string& text) { return matcher.Scan(text, ReadBy::kAnyone, state).size(); };
  for (const size_t far : {0, 1, 5, 9, 100}) {
    const std::string before = std::string(far, 'v') + "v";
    for (const char* text : {"'#", "'a#", "')))# ", "'a)#\n", "'a)))# \n"}) EXPECT_EQ(met(before + text), 1U) << text;
    for (const char* text : {" '#", "'))))#", "'#v", "'#  ", "#"}) EXPECT_EQ(met(before + text), 0U) << text;
    EXPECT_EQ(met(before + "'# =both 'x <y '#"), 3U);
    EXPECT_EQ(state.first[matcher.Scan(before + "'#", ReadBy::kAnyone, state).front()], before.size() + 2);
  }
}

TEST(MatcherOfBrokenRules, NamesTheRule) {
  constexpr std::array broken = {Rule{"broken", kWeak, "a(?<=b)"}};
  const std::array families = {Family{Signal::kOverride, broken}};
  const auto made = Matcher::Make(families, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().where, "broken");
}

}  // namespace
}  // namespace gatehouse::prompt

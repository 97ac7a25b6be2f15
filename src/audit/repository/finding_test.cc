#include "audit/repository/finding.h"

#include <gtest/gtest.h>

namespace gatehouse::audit {
namespace {

constexpr Rule kRule{"r", Severity::kHigh, "R", "fix"};
constexpr Rule kOther{"o", Severity::kLow, "O", "fix"};

TEST(Findings, ARuleWithoutEvidenceDoesNotPass) {
  Results results;
  results.Knows(kRule);
  EXPECT_EQ(results.Rules()[0].state, State::kNotApplicable);
  results.Pass(kRule, {.file = "a"});
  EXPECT_EQ(results.Rules()[0].state, State::kPass);
  results.NotRun(kRule, "why");
  EXPECT_EQ(results.Rules()[0].state, State::kNotRun);
  results.Fail(kRule, {.file = "a", .line = 2, .column = 3}, "bad");
  EXPECT_EQ(results.Rules()[0].state, State::kFail);
  EXPECT_EQ(results.findings()[0].place.Text(), "a:2:3");
}

TEST(Findings, LongNamesAreShownByTheirBeginning) {
  EXPECT_EQ(Shown("name"), "name");
  EXPECT_EQ(Shown(std::string(kMaxShown, 'a')), std::string(kMaxShown, 'a'));
  EXPECT_EQ(Shown(std::string(kMaxShown + 1, 'a')), std::string(kMaxShown, 'a') + "…");
  EXPECT_EQ(Shown(std::string(kMaxShown - 1, 'a') + "éé"), std::string(kMaxShown - 1, 'a') + "…");
}

TEST(Findings, OnlySoManyAreKept) {
  Results results;
  for (size_t i = 0; i < kMaxFindings + 5; ++i) results.Fail(kRule, {.file = "a"}, "bad");
  EXPECT_EQ(results.findings().size(), kMaxFindings);
  EXPECT_FALSE(results.left_out().empty());
  for (size_t i = 0; i < kMaxEvidence + 5; ++i) results.Pass(kOther, {.file = "a"});
  EXPECT_EQ(results.Rules()[1].evidence.size(), kMaxEvidence);
  EXPECT_EQ(results.Rules()[1].passes, kMaxEvidence + 5);
}

TEST(Findings, WhatSeveralChecksLeaveOutIsToldOnce) {
  Results results;
  results.Leave("a.py", "is too large");
  results.Leave("a.py", "is too large");
  results.Leave("a.py", "is not UTF-8");
  EXPECT_EQ(results.left_out().size(), 2U);
}

TEST(Findings, SeveritiesHaveNames) {
  for (const Severity each :
       {Severity::kNote, Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    EXPECT_EQ(SeverityNamed(Name(each)), each);
  }
  EXPECT_FALSE(SeverityNamed("HIGH"));
}

}  // namespace
}  // namespace gatehouse::audit

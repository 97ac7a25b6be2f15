#include "audit/checklist.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/checklist_texts.h"
#include "audit/checks/checks.h"

namespace gatehouse::audit {
namespace {

TEST(Checklist, A17_B16_C12_TheThreeAreReadWhole) {
  const auto& checklists = Checklists();
  ASSERT_EQ(checklists.size(), 3U);
  EXPECT_EQ(checklists[0].lines.size(), 10U);  // as many lines as the requirement documents have
  EXPECT_EQ(checklists[1].lines.size(), 25U);
  EXPECT_EQ(checklists[2].lines.size(), 20U);
}

TEST(Checklist, A17_EveryLineNamesRulesAndScannersThatThereAre) {
  const std::vector<std::string> scanners = ScannerNames();
  for (const Checklist& checklist : Checklists()) {
    for (const ChecklistLine& line : checklist.lines) {
      EXPECT_FALSE(line.rules.empty() && line.scanners.empty() && line.ask.empty()) << line.id;
      for (const std::string& rule : line.rules) EXPECT_NE(FindRule(rule), nullptr) << line.id << ": " << rule;
      for (const std::string& rule : line.needs) EXPECT_NE(FindRule(rule), nullptr) << line.id << ": " << rule;
      for (const std::string& scanner : line.scanners)
        EXPECT_NE(std::ranges::find(scanners, scanner), scanners.end()) << line.id << ": " << scanner;
    }
  }
}

class Judging : public testing::Test {
 protected:
  Checklist checklist_ = *ParseChecklist(
      "id: c\ntitle: t\nlines:\n  - { id: l, text: T, rules: [a, b], needs: [b] }\n  - { id: q, text: Q, ask: \"Is "
      "it?\" }\n"
      "  - { id: s, text: S, scanners: [bandit] }\n",
      "c.yaml");
  Rule a_{"a", Severity::kHigh, "A", "fix"};
  Rule b_{"b", Severity::kHigh, "B", "fix"};
  Results results_;
  std::vector<ScannerRun> scanners_;
  std::vector<Answer> answers_;

  LineVerdict Line(size_t index) {
    return Judge(checklist_, results_.Rules(), results_.findings(), scanners_, answers_)[index];
  }
};

TEST_F(Judging, ALineThatNothingShowsNeedsAPerson) {
  EXPECT_EQ(Line(0).verdict, Verdict::kPerson);
  results_.Pass(a_, {.file = "x"});
  EXPECT_EQ(Line(0).verdict, Verdict::kPerson);  // `needs` b
  results_.Pass(b_, {.file = "y"});
  EXPECT_EQ(Line(0).verdict, Verdict::kPass);
  EXPECT_EQ(Line(0).evidence.size(), 2U);
}

TEST_F(Judging, AFindingFailsUnlessItIsAccepted) {
  results_.Pass(b_, {.file = "y"});
  results_.Fail(a_, {.file = "x", .line = 3}, "bad");
  EXPECT_EQ(Line(0).verdict, Verdict::kFail);
  results_.findings()[0].accepted = "why";
  EXPECT_EQ(Line(0).verdict, Verdict::kPass);
}

TEST_F(Judging, ACheckThatDidNotRunIsNoPass) {
  results_.Pass(b_, {.file = "y"});
  results_.NotRun(a_, "no git");
  EXPECT_EQ(Line(0).verdict, Verdict::kPerson);
  EXPECT_NE(Line(0).why.find("no git"), std::string::npos);
}

TEST_F(Judging, AnswersCountForTheWordsThatWereAsked) {
  answers_.push_back({.line = "c/q", .question = "Is it?", .answer = "yes", .by = "Ada", .date = "2026-01-31"});
  EXPECT_EQ(Line(1).verdict, Verdict::kPass);
  answers_[0].question = "Was it?";
  EXPECT_EQ(Line(1).verdict, Verdict::kPerson);
  answers_[0] = {.line = "c/q", .question = "Is it?", .answer = "no"};
  EXPECT_EQ(Line(1).verdict, Verdict::kFail);
}

TEST_F(Judging, A5_AMissingScannerIsNeverClean) {
  EXPECT_EQ(Line(2).verdict, Verdict::kPerson);
  scanners_.push_back({.name = "bandit", .state = ScannerRun::State::kNotRun, .why = "bandit is not on the path"});
  EXPECT_EQ(Line(2).verdict, Verdict::kPerson);
  EXPECT_NE(Line(2).why.find("not on the path"), std::string::npos);
  scanners_[0].state = ScannerRun::State::kRan;
  EXPECT_EQ(Line(2).verdict, Verdict::kPass);
}

}  // namespace
}  // namespace gatehouse::audit

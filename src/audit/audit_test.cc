// A whole audit of a folder; as a program: tests/audit/.
#include "audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/repository/testing_folder.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using testing::Folder;

const std::string kBadDockerfile = "FROM debian:latest\nRUN curl x | sh\n";

std::vector<std::string> IdsOf(const Report& report) {
  std::vector<std::string> ids;
  for (const JudgedChecklist& judged : report.checklists) ids.push_back(judged.checklist->id);
  return ids;
}

TEST(Audit, A17_B16_C12_AFolderIsJudgedByTheThreeChecklists) {
  const Folder folder{{"Dockerfile", kBadDockerfile}};
  const auto report = RunAudit({.path = folder.path()});
  ASSERT_TRUE(report) << report.error().Text();
  EXPECT_THAT(IdsOf(*report), ElementsAre("promptcraft", "droplet", "deployment"));
  for (const JudgedChecklist& judged : report->checklists) {
    EXPECT_EQ(judged.lines.size(), judged.checklist->lines.size());
    EXPECT_EQ(judged.Count(Verdict::kPass) + judged.Count(Verdict::kFail) + judged.Count(Verdict::kPerson),
              judged.lines.size());
  }
  EXPECT_TRUE(std::ranges::is_sorted(report->findings, std::ranges::greater(), &Finding::severity));
  EXPECT_GE(report->CountAtLeast(Severity::kHigh), 2U);
  EXPECT_GE(report->CountAtLeast(Severity::kNote), report->CountAtLeast(Severity::kHigh));
}

TEST(Audit, A17_OneChecklistIfOneIsAskedFor) {
  const Folder folder;
  EXPECT_THAT(IdsOf(*RunAudit({.path = folder.path(), .checklists = {"droplet"}})), ElementsAre("droplet"));
}

TEST(Audit, A17_AFindingThatTheFileAcceptsIsNotCounted) {
  const Folder folder{
      {"Dockerfile", "FROM debian:12\n# gatehouse:allow=docker-curl-to-shell it is our own host\nRUN curl x | sh\n"}};
  const auto report = RunAudit({.path = folder.path()});
  const auto found = std::ranges::find(report->findings, "docker-curl-to-shell", &Finding::rule);
  ASSERT_NE(found, report->findings.end());
  EXPECT_EQ(found->accepted, "it is our own host");
  const auto count = [&](Severity severity) {
    return static_cast<size_t>(std::ranges::count_if(report->findings, [&](const Finding& finding) {
      return finding.accepted.empty() && finding.severity >= severity;
    }));
  };
  EXPECT_EQ(report->CountAtLeast(Severity::kMedium), count(Severity::kMedium));
}

TEST(Audit, B16_ALineThatAPersonAnsweredWithNoCountsAsHigh) {
  const Folder folder;
  auto report = RunAudit({.path = folder.path(), .checklists = {"promptcraft"}});
  ASSERT_TRUE(report);
  const size_t before = report->CountAtLeast(Severity::kHigh);
  const auto line =
      std::ranges::find(report->checklists[0].checklist->lines, "promptcraft/training", &ChecklistLine::id);
  ASSERT_NE(line, report->checklists[0].checklist->lines.end());
  Answer answer;
  answer.line = line->id;
  answer.question = line->ask;
  answer.answer = "no";
  report->JudgeAgain({answer});
  EXPECT_EQ(report->CountAtLeast(Severity::kHigh), before + 1);
  EXPECT_EQ(report->CountAtLeast(Severity::kCritical), 0U);
  answer.question = "Another question?";  // the line's words have changed since
  report->JudgeAgain({answer});
  EXPECT_EQ(report->CountAtLeast(Severity::kHigh), before);
}

TEST(Audit, A17_WhatCannotBeAuditedIsAnError) {
  EXPECT_FALSE(RunAudit({.path = "/no/such/folder"}));
  const Folder folder{{"file", "x"}};
  EXPECT_FALSE(RunAudit({.path = folder.At("file")}));
}

}  // namespace
}  // namespace gatehouse::audit

#include "control/incidents/incident_text.h"

#include <gtest/gtest.h>

namespace gatehouse::incidents {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

IncidentBook::Whole Example() {
  return {{.id = 7,
           .severity = gate::Severity::kHigh,
           .rule = "failed_logins",
           .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
           .sentence = "5 failed logins in 5 minutes",
           .opened = kNow,
           .changed = kNow,
           .last_finding = kNow,
           .findings = 1},
          {{detect::SubjectKind::kAddress, "192.0.2.1"}},
          {{.number = 1,
            .at = kNow,
            .who = "detection",
            .kind = store::EntryKind::kFinding,
            .text = "5 failed logins in 5 minutes",
            .evidence = {R"({"time":"2023-11-14T22:13:20.000Z","type":"login_failed","address":"192.0.2.1"})"}}}};
}

TEST(IncidentText, A15_TheReportSaysWhatHappenedAndWhoDidWhat) {
  const std::string report = IncidentMarkdown(Example(), {"no JSON at all"}, "https://gate.example");
  for (const std::string_view part :
       {"# Incident 7: 5 failed logins in 5 minutes", "| Gate | https\\://gate.example |", "| Severity | high |",
        "| About | address 192.0.2.1 |", "- 2023-11-14T22:13:20Z (detection, finding): 5 failed logins in 5 minutes",
        "  - 2023-11-14T22:13:20.000Z: ` login_failed `, ` 192.0.2.1 `", "Not closed yet.", "- ` no JSON at all `"}) {
    EXPECT_TRUE(report.contains(part)) << part << "\nis not in\n" << report;
  }
}

TEST(IncidentText, A15_TheReportSaysHowOftenAndWhatWasOnlyObserved) {
  const std::string report =
      IncidentMarkdown(Example(),
                       {R"({"time":"t","type":"refused","reason":"rate_limited","count":256})",
                        R"({"time":"t","type":"refused","reason":"token_missing","mode":"observed","count":"many"})"},
                       "https://gate.example");
  EXPECT_TRUE(report.contains("` refused rate_limited x256 `")) << report;
  EXPECT_TRUE(report.contains("` refused token_missing (only observed) `")) << report;
}

TEST(IncidentText, B17_JsonHoldsEventsAsObjects) {
  const std::string json = WholeIncidentJson(Example(), {R"({"type":"refused"})", "half a li"});
  EXPECT_TRUE(json.contains(R"("timeline":[{"type":"refused"},"half a li"])")) << json;
  EXPECT_TRUE(json.contains(R"("evidence":[{"time":"2023-11-14T22:13:20.000Z",)")) << json;
}

TEST(IncidentText, A15_NobodyWritesMarkupIntoTheReport) {
  EXPECT_EQ(MarkdownText("[click](https://evil.example) <b> ![x](y) www.evil.example"),
            "\\[click\\](https\\://evil.example) \\<b\\> \\!\\[x\\](y) www\\.evil.example");
  EXPECT_EQ(MarkdownText("- a\n1. b\n# c\n2) d 1.5"), "\\- a  \n  1\\. b  \n  \\# c  \n  2\\) d 1.5");
  EXPECT_EQ(MarkdownText("5 logins from 192.0.2.1"), "5 logins from 192.0.2.1");
  EXPECT_EQ(MarkdownCode("a`b``c\nd"), "``` a`b``c d ```");
}

}  // namespace
}  // namespace gatehouse::incidents

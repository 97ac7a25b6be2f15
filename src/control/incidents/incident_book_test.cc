// Incidents and the queue of alerts, on both databases.
#include "control/incidents/incident_book.h"

#include <gtest/gtest.h>

#include "control/store/alert_queue.h"
#include "control/store/testing_database.h"

namespace gatehouse::incidents {
namespace {

using std::chrono::minutes;
using store::testing::kNow;

class IncidentBookTest : public store::testing::OnBothDatabases {
 protected:
  static store::StoredFinding Found(const std::string& rule, const std::string& address, base::Wall time = kNow) {
    return {.finding = {.rule = rule,
                        .severity = gate::Severity::kMedium,
                        .subject = {detect::SubjectKind::kAddress, address},
                        .sentence = "5 failed logins in 5 minutes",
                        .events = 5,
                        .evidence = {{{0, 10}, R"({"type":"login_failed"})"}},
                        .time = time}};
  }
  IncidentBook::Taken Take(const store::StoredFinding& finding) {
    IncidentBook::Taken taken;
    Write([&](store::Transaction& sql) { taken = IncidentBook::Take(sql, finding); });
    return taken;
  }
  // As detection does: the finding is stored, too.
  IncidentBook::Taken TakeStored(gate::Severity severity, base::Wall time) {
    auto finding = Found("failed_logins", "192.0.2.1", time);
    finding.finding.severity = severity;
    IncidentBook::Taken taken;
    Write([&](store::Transaction& sql) {
      store::AddFinding(sql, finding);
      taken = IncidentBook::Take(sql, finding);
    });
    return taken;
  }
  IncidentBook::Whole Whole(int64_t id) {
    auto whole = book_.Find(id);
    EXPECT_TRUE(whole && *whole);
    return **whole;
  }
  IncidentBook book_{*database_};
};

TEST_P(IncidentBookTest, A15_AFindingOpensAnIncidentAndTheNextAboutTheSameJoinsIt) {
  const auto first = Take(Found("failed_logins", "192.0.2.1"));
  EXPECT_TRUE(first.opened);
  auto worse = Found("injection", "192.0.2.1", kNow + minutes(200));
  worse.finding.severity = gate::Severity::kCritical;
  const auto second = Take(worse);
  EXPECT_FALSE(second.opened);
  EXPECT_EQ(second.incident.id, first.incident.id);
  EXPECT_EQ(second.incident.severity, gate::Severity::kCritical);
  EXPECT_EQ(second.incident.findings, 2);
  EXPECT_EQ(second.incident.subjects, 1);
  EXPECT_EQ(Whole(first.incident.id).entries.size(), 2U);
}

TEST_P(IncidentBookTest, A15_TheSameRuleJoinsWhileItGoesOnAndNotLater) {
  const auto first = Take(Found("failed_logins", "192.0.2.1"));
  const auto joined = Take(Found("failed_logins", "192.0.2.2", kNow + minutes(14)));
  EXPECT_EQ(joined.incident.id, first.incident.id);
  EXPECT_EQ(joined.incident.subjects, 2);
  EXPECT_TRUE(Take(Found("flood", "192.0.2.3", kNow + minutes(14))).opened);
  const auto later = Take(Found("failed_logins", "192.0.2.4", kNow + minutes(30)));
  EXPECT_TRUE(later.opened);
  EXPECT_GT(later.incident.id, first.incident.id);
}

TEST_P(IncidentBookTest, B17_StagesGoOneWayAndEachSaysWhoAndWhen) {
  const int64_t id = Take(Found("failed_logins", "192.0.2.1")).incident.id;
  ASSERT_TRUE(book_.Do({.incident = id, .stage = store::IncidentStage::kAssessed, .who = "ada", .text = "real"}, kNow));
  ASSERT_TRUE(book_.Do({.incident = id, .who = "ada", .text = "asked the office"}, kNow + minutes(1)));
  const auto back = book_.Do({.incident = id, .stage = store::IncidentStage::kDetected, .who = "ada"}, kNow);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().where, "stage");
  const auto without = book_.Do({.incident = id, .stage = store::IncidentStage::kClosed, .who = "ada"}, kNow);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().where, "text");
  ASSERT_TRUE(
      book_.Do({.incident = id, .stage = store::IncidentStage::kClosed, .who = "eve", .text = "limits are lower now"},
               kNow + minutes(2)));
  const auto whole = Whole(id);
  EXPECT_EQ(whole.incident.lessons, "limits are lower now");
  ASSERT_EQ(whole.entries.size(), 4U);
  EXPECT_EQ(whole.entries[1].text, "detected → assessed: real");
  EXPECT_EQ(whole.entries[3].who, "eve");
  EXPECT_EQ(whole.entries[3].at, kNow + minutes(2));
  // What comes after is another incident.
  EXPECT_TRUE(Take(Found("failed_logins", "192.0.2.1", kNow + minutes(3))).opened);
  EXPECT_FALSE(book_.Do({.incident = 99, .who = "ada", .text = "x"}, kNow));
}

TEST_P(IncidentBookTest, A15_AFindingNeverLowersAnAssessedSeverityAndRaisesItOnlyWithWorseThanBefore) {
  using enum gate::Severity;
  const int64_t id = TakeStored(kMedium, kNow).incident.id;
  ASSERT_TRUE(
      book_.Do({.incident = id, .stage = store::IncidentStage::kAssessed, .severity = kLow, .who = "ada"}, kNow));
  const auto same = TakeStored(kMedium, kNow + minutes(1));
  EXPECT_EQ(same.incident.id, id);
  EXPECT_FALSE(same.worse);
  EXPECT_EQ(same.incident.severity, kLow);
  const auto worse = TakeStored(kHigh, kNow + minutes(2));
  EXPECT_TRUE(worse.worse);
  EXPECT_EQ(worse.incident.severity, kHigh);
  EXPECT_TRUE(Whole(id).entries.back().text.ends_with("; severity low → high")) << Whole(id).entries.back().text;
  ASSERT_TRUE(book_.Do({.incident = id, .severity = kCritical, .who = "ada"}, kNow));
  EXPECT_EQ(TakeStored(kHigh, kNow + minutes(3)).incident.severity, kCritical);
  Write(
      [&](store::Transaction& sql) { EXPECT_EQ(store::MostSevereFinding(sql, *store::FindIncident(sql, id)), kHigh); });
  // What belonged to an earlier incident does not count for the next.
  ASSERT_TRUE(book_.Do({.incident = id, .stage = store::IncidentStage::kClosed, .who = "ada", .text = "none"}, kNow));
  const int64_t next = TakeStored(kLow, kNow + minutes(4)).incident.id;
  EXPECT_NE(next, id);
  EXPECT_EQ(TakeStored(kMedium, kNow + minutes(5)).incident.severity, kMedium);
}

TEST_P(IncidentBookTest, A15_WhoHasAssessedWhatFromWhatToWhatAndWhen) {
  using enum gate::Severity;
  using store::IncidentStage;
  const int64_t id = Take(Found("failed_logins", "192.0.2.1")).incident.id;
  const auto assess = [&](gate::Severity severity, const std::string& text = {}) {
    return book_.Do(
        {.incident = id, .stage = IncidentStage::kAssessed, .severity = severity, .who = "ada", .text = text},
        kNow + minutes(1));
  };
  ASSERT_TRUE(assess(kMedium, "as found"));
  ASSERT_TRUE(book_.Do({.incident = id, .stage = IncidentStage::kInvestigating, .who = "eve"}, kNow));
  const auto again = assess(kCritical);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->stage, IncidentStage::kInvestigating);
  EXPECT_EQ(again->severity, kCritical);
  const auto already = assess(kCritical);
  ASSERT_FALSE(already);
  EXPECT_EQ(already.error().where, "severity");
  const auto whole = Whole(id);
  EXPECT_EQ(whole.incident.severity, kCritical);
  ASSERT_EQ(whole.entries.size(), 4U);
  EXPECT_EQ(whole.entries[1].text, "detected → assessed; severity medium: as found");
  EXPECT_EQ(whole.entries[3].text, "severity medium → critical");
  EXPECT_EQ(whole.entries[3].kind, store::EntryKind::kNote);
  EXPECT_EQ(whole.entries[3].who, "ada");
  EXPECT_EQ(whole.entries[3].at, kNow + minutes(1));
  ASSERT_TRUE(book_.Do({.incident = id, .stage = IncidentStage::kClosed, .who = "ada", .text = "none"}, kNow));
  const auto closed = assess(kLow);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().where, "severity");
}

TEST_P(IncidentBookTest, A15_AnIncidentIsBoundedAndStillTakesNotes) {
  const int64_t id = Take(Found("flood", "192.0.2.0")).incident.id;
  Write([&](store::Transaction& sql) {
    for (int i = 1; i <= store::kMaxFindingEntries + 20; ++i) {
      EXPECT_EQ(IncidentBook::Take(sql, Found("flood", "192.0.2." + std::to_string(i))).incident.id, id);
    }
  });
  const auto whole = Whole(id);
  EXPECT_EQ(whole.incident.findings, store::kMaxFindingEntries + 21);
  EXPECT_EQ(std::ssize(whole.entries), store::kMaxFindingEntries);
  EXPECT_TRUE(book_.Do({.incident = id, .who = "ada", .text = "still here"}, kNow));
}

TEST_P(IncidentBookTest, A15_ClosedOnesAreForgottenInTheEndAndOpenOnesAreNot) {
  const int64_t open = Take(Found("flood", "192.0.2.1")).incident.id;
  const int64_t closed = Take(Found("injection", "192.0.2.2")).incident.id;
  ASSERT_TRUE(
      book_.Do({.incident = closed, .stage = store::IncidentStage::kClosed, .who = "ada", .text = "none"}, kNow));
  book_.Forget(kNow + kIncidentsKept - minutes(1));
  EXPECT_TRUE(*book_.Find(closed));
  book_.Forget(kNow + kIncidentsKept + minutes(1));
  EXPECT_FALSE(*book_.Find(closed));
  EXPECT_TRUE(*book_.Find(open));
}

TEST_P(IncidentBookTest, C14_AlertsWaitInOrderAndAnIdIsNeverUsedTwice) {
  Write([](store::Transaction& sql) {
    store::QueuedAlert one{.channel = "ops", .created = kNow, .content = "{}"};
    store::QueuedAlert two = one;
    store::QueuedAlert other{.channel = "mail", .created = kNow, .content = "{}"};
    EXPECT_EQ(store::QueueAlert(sql, one) + store::QueueAlert(sql, two) + store::QueueAlert(sql, other), 0);
    EXPECT_EQ(store::OldestAlerts(sql, "ops", 10), (std::vector<store::QueuedAlert>{one, two}));
    store::RemoveAlerts(sql, "ops", two.id);
    store::RemoveAlertsOfOthers(sql, {"ops"});
    EXPECT_EQ(store::CountAlerts(sql, "mail"), 0);
    store::QueuedAlert next{.channel = "ops", .created = kNow, .content = "{}"};
    (void)store::QueueAlert(sql, next);
    EXPECT_GT(next.id, other.id);
  });
}

INSTANTIATE_TEST_SUITE_P(On, IncidentBookTest, ::testing::Values("sqlite", "postgresql"));

}  // namespace
}  // namespace gatehouse::incidents

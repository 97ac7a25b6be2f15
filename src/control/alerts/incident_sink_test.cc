// What becomes of a finding: an incident, and an alert in the same transaction.
#include "control/alerts/incident_sink.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "control/store/alert_queue.h"
#include "control/store/incidents.h"
#include "control/store/testing_database.h"

namespace gatehouse::alerts {
namespace {

using gate::Severity;
using store::testing::kNow;

class IncidentSinkTest : public store::testing::OnBothDatabases {
 protected:
  static gate::Policy PolicyWithReceiver() {
    gate::AlertChannel ops;
    ops.name = "ops";
    ops.least = Severity::kMedium;
    gate::Policy policy;
    policy.control.emplace().alerts = {ops};
    return policy;
  }
  static store::StoredFinding Finding(Severity severity, const std::string& rule = "r") {
    return {.finding = {.rule = rule,
                        .severity = severity,
                        .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                        .sentence = "password=hunter2 was tried",
                        .time = kNow}};
  }
  void Take(const store::StoredFinding& finding, int times = 1) {
    for (int i = 0; i < times; ++i) Write([&](store::Transaction& sql) { EXPECT_TRUE(sink_.Take(sql, finding)); });
  }
  std::vector<store::QueuedAlert> Queued() {
    std::vector<store::QueuedAlert> waiting;
    Write([&](store::Transaction& sql) { waiting = store::OldestAlerts(sql, "ops", 1000); });
    return waiting;
  }
  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    for (const store::QueuedAlert& alert : Queued()) causes.push_back(nlohmann::json::parse(alert.content)["cause"]);
    return causes;
  }
  size_t Incidents() {
    size_t open = 0;
    Write([&](store::Transaction& sql) { open = store::NewestIncidents(sql, true, 100).size(); });
    return open;
  }

  using Words = std::vector<std::string>;
  gate::Policy policy_ = PolicyWithReceiver();
  Alerts alerts_{{.database = *database_, .policy = policy_, .resolve = {}}};
  IncidentSink sink_{alerts_};
};

TEST_P(IncidentSinkTest, A15_WhatIsOnlyWorthKnowingIsNoIncident) {
  Take(Finding(Severity::kInfo));
  EXPECT_EQ(Incidents(), 0U);
  EXPECT_EQ(Causes(), Words{});
}

TEST_P(IncidentSinkTest, A15_TheFirstFindingOpensAnIncidentAndIsTold) {
  Take(Finding(Severity::kMedium));
  EXPECT_EQ(Incidents(), 1U);
  EXPECT_EQ(Causes(), Words{"opened"});
}

TEST_P(IncidentSinkTest, A15_MoreOfItIsToldAtTenAHundredAndAThousandFindings) {
  Take(Finding(Severity::kMedium), 9);
  EXPECT_EQ(Causes(), Words{"opened"});
  Take(Finding(Severity::kMedium));
  EXPECT_EQ(Causes(), (Words{"opened", "goes_on"}));
  Take(Finding(Severity::kMedium), 89);
  EXPECT_EQ(Causes().size(), 2U) << "not at 20, nor at 50";
  Take(Finding(Severity::kMedium));
  EXPECT_EQ(Causes(), (Words{"opened", "goes_on", "goes_on"}));
  EXPECT_EQ(Incidents(), 1U);
}

TEST_P(IncidentSinkTest, A15_AWorseFindingIsToldAtOnce) {
  Take(Finding(Severity::kLow));
  EXPECT_EQ(Causes(), Words{}) << "the receiver wants medium and above";
  Take(Finding(Severity::kHigh));
  EXPECT_EQ(Causes(), Words{"worse"});
}

TEST_P(IncidentSinkTest, A14_AnAlertHoldsNoSecretOfTheFinding) {
  Take(Finding(Severity::kHigh));
  EXPECT_FALSE(Queued().at(0).content.contains("hunter2"));
}

TEST_P(IncidentSinkTest, A15_WhatIsRolledBackOpensAndTellsNothing) {
  EXPECT_FALSE(database_->Write([&](store::Transaction& sql) -> base::Result<> {
    EXPECT_TRUE(sink_.Take(sql, Finding(Severity::kHigh)));
    return base::Fail("no");
  }));
  EXPECT_EQ(Incidents(), 0U);
  EXPECT_EQ(Causes(), Words{});
}

GATEHOUSE_ON_BOTH_DATABASES(IncidentSinkTest);

}  // namespace
}  // namespace gatehouse::alerts

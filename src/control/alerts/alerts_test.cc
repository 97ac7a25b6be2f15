// Whom a change of an incident is told.
#include "control/alerts/alerts.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "control/alerts/incident_sink.h"
#include "control/service/admin_answer.h"
#include "control/store/alert_queue.h"
#include "control/store/testing_database.h"

namespace gatehouse::alerts {
namespace {

using gate::Severity;
using nlohmann::json;
using store::testing::kNow;

class AlertsTest : public store::testing::OnBothDatabases {
 protected:
  static gate::Policy PolicyWithReceivers() {
    gate::Policy policy;
    policy.control.emplace().url = "https://gate.example";
    policy.control->alerts = {Receiver("everybody", Severity::kLow), Receiver("ops", Severity::kHigh)};
    return policy;
  }
  static gate::AlertChannel Receiver(const std::string& name, Severity least) {
    gate::AlertChannel receiver;
    receiver.name = name;
    receiver.least = least;
    return receiver;
  }
  static store::Incident IncidentOf(Severity severity) {
    return {.severity = severity, .rule = "r", .sentence = "s", .opened = kNow};
  }
  // The causes of the alerts that wait for a receiver, oldest first.
  std::vector<std::string> Waiting(const std::string& receiver) {
    std::vector<std::string> causes;
    Write([&](store::Transaction& sql) {
      for (const store::QueuedAlert& alert : store::OldestAlerts(sql, receiver, 100))
        causes.push_back(json::parse(alert.content)["cause"]);
    });
    return causes;
  }
  void Change(const store::Incident& before, const store::Incident& after) {
    Write([&](store::Transaction& sql) { alerts_.QueueChange(sql, before, after, kNow); });
  }
  service::HttpResponse Call(std::string_view method, std::string tail = {}) {
    service::HttpRequest request;
    request.tail = std::move(tail);
    request.now = {.wall = kNow, .steady = {}};
    for (const service::HttpRoute& route : alerts_.AdminRoutes()) {
      if (route.method == method) return route.handle(request);
    }
    return {};
  }

  using Causes = std::vector<std::string>;
  gate::Policy policy_ = PolicyWithReceivers();
  std::vector<std::string> complaints_;
  Alerts alerts_{{.database = *database_,
                  .policy = policy_,
                  .resolve = {},
                  .complain = [this](std::string_view words, base::Wall) { complaints_.emplace_back(words); }}};
};

TEST_P(AlertsTest, C14_AnIncidentIsToldToThoseWhoWantItsSeverity) {
  Write([&](store::Transaction& sql) { alerts_.Queue(sql, IncidentOf(Severity::kLow), AlertCause::kOpened, kNow); });
  Write([&](store::Transaction& sql) { alerts_.Queue(sql, IncidentOf(Severity::kHigh), AlertCause::kOpened, kNow); });
  Write([&](store::Transaction& sql) { alerts_.Queue(sql, IncidentOf(Severity::kInfo), AlertCause::kOpened, kNow); });
  EXPECT_EQ(Waiting("everybody"), (Causes{"opened", "opened"}));
  EXPECT_EQ(Waiting("ops"), (Causes{"opened"}));
}

TEST_P(AlertsTest, A15_AnIncidentThatSomebodyAssessesToBeWorseIsToldAndItsEndToo) {
  const store::Incident medium = IncidentOf(Severity::kMedium);
  const store::Incident high = IncidentOf(Severity::kHigh);
  store::Incident closed = high;
  closed.stage = store::IncidentStage::kClosed;
  Change(high, medium);
  Change(medium, medium);
  EXPECT_EQ(Waiting("ops"), Causes{});
  Change(medium, high);
  Change(high, closed);
  Change(closed, closed);
  EXPECT_EQ(Waiting("ops"), (Causes{"worse", "closed"}));
}

// A receiver that was told that an incident is severe is told its end, even if the incident was assessed as less
// severe.
TEST_P(AlertsTest, A15_TheEndIsToldToWhomTheFindingsWereTold) {
  IncidentSink sink(alerts_);
  store::StoredFinding found{.finding = {.rule = "r",
                                         .severity = Severity::kHigh,
                                         .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                         .sentence = "s",
                                         .time = kNow}};
  Write([&](store::Transaction& sql) {
    store::AddFinding(sql, found);
    EXPECT_TRUE(sink.Take(sql, found));
    store::Incident low = store::NewestIncidents(sql, true, 1).at(0);
    low.severity = Severity::kLow;
    store::Incident closed = low;
    closed.stage = store::IncidentStage::kClosed;
    alerts_.QueueChange(sql, low, closed, kNow);
  });
  EXPECT_EQ(Waiting("ops"), (Causes{"opened", "closed"}));
}

TEST_P(AlertsTest, C14_WhatIsRolledBackIsToldNobody) {
  EXPECT_FALSE(database_->Write([&](store::Transaction& sql) -> base::Result<> {
    alerts_.Queue(sql, IncidentOf(Severity::kHigh), AlertCause::kOpened, kNow);
    return base::Fail("no");
  }));
  EXPECT_EQ(Waiting("ops"), Causes{});
}

TEST_P(AlertsTest, C14_AlertsForAReceiverThatIsNoMoreAreForgottenAtTheFirstTick) {
  Write([&](store::Transaction& sql) {
    for (const char* name : {"ops", "gone"}) {
      store::QueuedAlert alert{.channel = name, .created = kNow, .content = R"({"cause":"opened"})"};
      (void)store::QueueAlert(sql, alert);
    }
  });
  alerts_.Tick({.wall = kNow, .steady = {}});
  EXPECT_EQ(Waiting("gone"), Causes{});
  EXPECT_EQ(Waiting("ops"), Causes{"opened"});
}

TEST_P(AlertsTest, C14_TheListHasEachReceiverAndWhatWaits) {
  Write([&](store::Transaction& sql) { alerts_.Queue(sql, IncidentOf(Severity::kLow), AlertCause::kOpened, kNow); });
  const json receivers = json::parse(Call("GET").body)["receivers"];
  ASSERT_EQ(receivers.size(), 2U);
  EXPECT_EQ(receivers[0]["name"], "everybody");
  EXPECT_EQ(receivers[0]["queued"], 1);
  EXPECT_EQ(receivers[1]["queued"], 0);
  EXPECT_TRUE(receivers[1]["last_sent"].is_null());
}

TEST_P(AlertsTest, C14_ATestForAReceiverThatDoesNotExistIsRefused) {
  const service::HttpResponse refused = Call("POST", "nobody");
  EXPECT_EQ(refused.status, service::kNotThere);
  EXPECT_TRUE(refused.body.contains("gatehouse alert list")) << refused.body;
}

GATEHOUSE_ON_BOTH_DATABASES(AlertsTest);

}  // namespace
}  // namespace gatehouse::alerts

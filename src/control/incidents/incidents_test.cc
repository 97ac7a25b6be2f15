#include "control/incidents/incidents.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "control/service/admin_answer.h"
#include "control/service/testing_gate.h"
#include "control/store/testing_database.h"
#include "state/block_table.h"
#include "state/scratch_region.h"

namespace gatehouse::incidents {
namespace {

using nlohmann::json;
using store::testing::kNow;

class IncidentsTest : public store::testing::OnBothDatabases {
 protected:
  IncidentsTest() {
    policy_.event_file = folder_.At("events.jsonl");
    const store::StoredFinding found{.finding = {.rule = "failed_logins",
                                                 .severity = gate::Severity::kMedium,
                                                 .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                                 .sentence = "5 failed logins",
                                                 .time = kNow}};
    Write([&](store::Transaction& sql) { id_ = std::to_string(IncidentBook::Take(sql, found).incident.id); });
  }
  service::HttpRequest Request(std::string tail, const json& body = nullptr) {
    service::HttpRequest request;
    request.tail = std::move(tail);
    request.now = {.wall = kNow, .steady = {}};
    request.headers = {{"content-type", "application/json"}};
    if (!body.is_null()) request.body = body.dump();
    return request;
  }
  service::HttpResponse Act(const json& body, std::string_view who = "ada") {
    return incidents_.ActAs(Request(id_, body), who);
  }
  size_t Blocks() { return state::BlockTable(*region_).List(kNow).size(); }

  std::string id_;
  gate::Policy policy_;
  state::ScratchRegion region_;
  service::testing::ListeningGate gate_;
  int changes_ = 0;
  Incidents incidents_{
      *database_,
      {*region_, gate_, policy_},
      [this](store::Transaction&, const store::Incident&, const store::Incident&, base::Wall) { ++changes_; }};
};

TEST_P(IncidentsTest, A15_ListShowAndReportOfOne) {
  EXPECT_EQ(json::parse(incidents_.List(Request("")).body)["incidents"].size(), 1U);
  const auto shown = incidents_.Show(Request(id_));
  EXPECT_EQ(shown.status, 200);
  EXPECT_TRUE(shown.body.contains("5 failed logins")) << shown.body;
  const auto report = incidents_.Report(Request(id_));
  EXPECT_EQ(report.status, 200);
  EXPECT_TRUE(report.body.contains("5 failed logins"));
  EXPECT_EQ(report.headers.at(1).second, "attachment; filename=\"incident-" + id_ + ".md\"");
  for (const char* none : {"999", "0", "-1", "x", "", "1x", "99999999999999999999"}) {
    EXPECT_EQ(incidents_.Show(Request(none)).status, service::kNotThere) << none;
    EXPECT_EQ(incidents_.Report(Request(none)).status, service::kNotThere) << none;
  }
}

TEST_P(IncidentsTest, B17_ToContainBlocksOnceAndForTheTimeThatIsNamed) {
  const auto contained = Act({{"stage", "contained"}, {"for_seconds", 60}});
  ASSERT_EQ(contained.status, 200) << contained.body;
  ASSERT_EQ(Blocks(), 1U);
  EXPECT_EQ(state::BlockTable(*region_).List(kNow)[0].expires, kNow + std::chrono::seconds(60));
  EXPECT_EQ(changes_, 1);
  EXPECT_TRUE(incidents_.Show(Request(id_)).body.contains("is blocked for 60 s"));
  // Stages go one way: it is refused, and nobody is blocked again.
  EXPECT_EQ(Act({{"stage", "contained"}, {"for_seconds", 600}}).status, service::kCannotBe);
  EXPECT_EQ(state::BlockTable(*region_).List(kNow)[0].expires, kNow + std::chrono::seconds(60));
}

TEST_P(IncidentsTest, B17_ToContainInAnotherWayBlocksNobody) {
  EXPECT_EQ(Act({{"stage", "contained"}, {"no_block", true}}).status, 200);
  EXPECT_EQ(Blocks(), 0U);
}

TEST_P(IncidentsTest, B17_WhatCannotBeChangesNothing) {
  for (const json& body :
       {json{{"stage", "no stage"}}, json{{"stage", "assessed"}, {"severity", "terrible"}}, json{{"stage", "closed"}},
        json{{"stage", "contained"}, {"for_seconds", 0}}, json{{"stage", "contained"}, {"for_seconds", -5}},
        json{{"stage", "contained"}, {"for_seconds", 400LL * 86400}}, json{{"stage", "detected"}}}) {
    EXPECT_EQ(Act(body).status, service::kCannotBe) << body;
  }
  EXPECT_EQ(Act({{"stage", "assessed"}}, "").status, service::kCannotBe) << "nobody says who";
  EXPECT_EQ(Act({{"stage", "assessed"}}, std::string(10'000, 'a')).status, service::kCannotBe);
  EXPECT_EQ(Act({{"foreign", true}}).status, service::kUnreadable);
  EXPECT_EQ(incidents_.ActAs(Request("999", {{"stage", "contained"}}), "ada").status, service::kNotThere);
  EXPECT_EQ(Blocks(), 0U);
  EXPECT_EQ(changes_, 0);
  EXPECT_TRUE(gate_.told.empty());
}

TEST_P(IncidentsTest, A15_AClosedOneIsOnlyInTheListOfAll) {
  ASSERT_EQ(Act({{"stage", "closed"}, {"text", "a test of our own"}}).status, 200);
  EXPECT_EQ(json::parse(incidents_.List(Request("")).body)["incidents"].size(), 0U);
  auto all = Request("");
  all.query = {{"all", ""}};
  EXPECT_EQ(json::parse(incidents_.List(all).body)["incidents"].size(), 1U);
}

GATEHOUSE_ON_BOTH_DATABASES(IncidentsTest);

}  // namespace
}  // namespace gatehouse::incidents

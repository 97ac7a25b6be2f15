#include "control/console/console_data.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/testing_folder.h"
#include "control/store/droplets.h"
#include "control/store/findings.h"
#include "control/store/signing_keys.h"
#include "control/store/testing_database.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/scratch_region.h"

namespace gatehouse::console {
namespace {

using nlohmann::json;
using std::chrono::hours;
using std::chrono::seconds;
using store::testing::kNow;

TEST(ConsoleData, A14_ALineOfTheLogIsPassedOnAsJsonAndHalfALineIsEmpty) {
  EXPECT_EQ(json::parse(EventJson({.number = 3, .text = R"({"type":"refused","path":"/<b>"})"})),
            (json{{"number", 3}, {"event", {{"type", "refused"}, {"path", "/<b>"}}}}));
  for (const char* broken : {"", "{\"type\":", "null", "[1]", "\xff"}) {
    EXPECT_EQ(json::parse(EventJson({.number = 4, .text = broken})), (json{{"number", 4}, {"event", json::object()}}))
        << broken;
  }
  EXPECT_EQ(json::parse(EventsJson({})), (json{{"events", json::array()}}));
  const json two = json::parse(EventsJson({{.number = 1, .text = "{}"}, {.number = 2, .text = "half"}}));
  ASSERT_EQ(two["events"].size(), 2U);
  EXPECT_EQ(two["events"][1]["number"], 2);
}

TEST(ConsoleData, A14_BlocksThatHoldNowNewestFirst) {
  state::ScratchRegion region;
  state::BlockTable blocks(*region);
  ASSERT_TRUE(blocks.AddNetwork(*base::IpNetwork::Parse("192.0.2.0/24"), "flood", kNow, kNow + hours(1), {}));
  ASSERT_TRUE(blocks.AddNetwork(*base::IpNetwork::Parse("198.51.100.1"), "over", kNow, kNow + seconds(1), {}));
  ASSERT_TRUE(blocks.AddIdentity({"https://issuer.example", "alice"}, "stolen", kNow + seconds(5), {}));
  const json list = json::parse(BlocksJson(*region, kNow + seconds(10)))["blocks"];
  ASSERT_EQ(list.size(), 2U) << list;
  EXPECT_EQ(list[0]["kind"], "identity");
  EXPECT_EQ(list[0]["target"], "alice");
  EXPECT_EQ(list[0]["issuer"], "https://issuer.example");
  EXPECT_TRUE(list[0]["expires"].is_null());
  EXPECT_EQ(list[1]["kind"], "address");
  EXPECT_EQ(list[1]["target"], "192.0.2.0/24");
  EXPECT_EQ(list[1]["expires"], "2023-11-14T23:13:20Z");
}

TEST(ConsoleData, A14_TheSummaryHasTheFiguresOfTheGate) {
  state::ScratchRegion region;
  ASSERT_TRUE(state::BlockTable(*region).AddNetwork(*base::IpNetwork::Parse("192.0.2.1"), "x", kNow, {}, {}));
  gate::Policy policy;
  policy.mode = gate::Mode::kObserve;
  policy.control.emplace().url = "https://gate.example";
  const EventTail tail("/no/such/log");
  const History history;
  const json summary = json::parse(SummaryJson({.who = "ada",
                                                .policy = policy,
                                                .region = *region,
                                                .tail = tail,
                                                .history = history,
                                                .receivers = {{.name = "ops", .queued = 2, .last_error = "down"}},
                                                .open_incidents = 4,
                                                .now = kNow}));
  EXPECT_EQ(summary["who"], "ada");
  EXPECT_EQ(summary["gate"], "https://gate.example");
  EXPECT_EQ(summary["observing"], true);
  EXPECT_EQ(summary["blocks"], 1);
  EXPECT_EQ(summary["open_incidents"], 4);
  EXPECT_EQ(summary["reasons"], json::array());
  ASSERT_EQ(summary["receivers"].size(), 1U);
  EXPECT_EQ(summary["receivers"][0]["queued"], 2);
  EXPECT_EQ(summary["receivers"][0]["last_error"], "down");
  EXPECT_TRUE(summary["receivers"][0]["last_sent"].is_null());
}

TEST(ConsoleData, A14_TheSummarySaysWhoIsBlockedAlready) {
  const base::testing::Folder folder;
  std::ofstream log(folder.At("events.jsonl"));
  for (const char* who : {R"("address":"192.0.2.1")", R"("address":"198.51.100.1")", R"("principal":"droplet:7")"}) {
    log << R"({"time":"2023-11-14T22:13:20.000Z","type":"refused","severity":"low","reason":"token_missing",)"
        << R"("mode":"enforced",)" << who << R"(,"policy_generation":1})" << '\n';
  }
  log.close();
  EventTail tail(folder.At("events.jsonl"));
  tail.CatchUp();
  state::ScratchRegion region;
  state::BlockTable blocks(*region);
  ASSERT_TRUE(blocks.AddNetwork(*base::IpNetwork::Parse("192.0.2.0/24"), "x", kNow, {}, {}));
  ASSERT_TRUE(blocks.AddIdentity({"https://issuer.example", "droplet:7"}, "x", kNow, {}));
  gate::Policy policy;
  policy.control.emplace();
  const History history;
  const json summary = json::parse(
      SummaryJson({.who = "ada", .policy = policy, .region = *region, .tail = tail, .history = history, .now = kNow}));
  std::map<std::string, bool> blocked;
  for (const json& caller : summary["callers"]) blocked[caller["name"]] = caller["blocked"];
  EXPECT_EQ(blocked, (std::map<std::string, bool>{{"192.0.2.1", true}, {"198.51.100.1", false}, {"droplet:7", true}}));
}

class ConsoleDataTest : public store::testing::OnBothDatabases {};

TEST_P(ConsoleDataTest, A14_DropletsAndKeysAsTheyStand) {
  EXPECT_EQ(json::parse(DropletsJson(*database_).value()), (json{{"droplets", json::array()}}));
  Write([](store::Transaction& sql) {
    store::AddDroplet(sql, {.id = 14,
                            .name = "Visibility Deck",
                            .steward = "ops@example.com",
                            .url = "http://127.0.0.1:9014",
                            .roles = {"operator"},
                            .state = gate::DropletState::kSuspended});
    store::AddSigningKey(sql, {.kid = "s1", .use = store::KeyUse::kSession, .created = kNow - hours(2)});
    store::AddSigningKey(sql, {.kid = "r1", .use = store::KeyUse::kRegistry, .created = kNow - hours(1)});
  });
  const json droplets = json::parse(DropletsJson(*database_).value())["droplets"];
  EXPECT_EQ(droplets, (json::array({{{"id", 14},
                                     {"name", "Visibility Deck"},
                                     {"state", "suspended"},
                                     {"steward", "ops@example.com"},
                                     {"url", "http://127.0.0.1:9014"},
                                     {"roles", {"operator"}}}})));
  const json keys = json::parse(KeysJson(*database_, kNow).value())["keys"];
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0]["kid"], "r1");
  EXPECT_EQ(keys[0]["use"], "registry");
  EXPECT_EQ(keys[0]["state"], "prepared");
  EXPECT_EQ(keys[0]["age_seconds"], 3600);
  EXPECT_TRUE(keys[0]["ends"].is_null());
  EXPECT_EQ(keys[1]["use"], "session");
}

TEST_P(ConsoleDataTest, A14_RulesWithWhatTheyFoundAndThoseThatFoundNothing) {
  Write([](store::Transaction& sql) {
    for (int i = 0; i < 3; ++i) {
      store::StoredFinding found{.finding = {.rule = "failed_logins",
                                             .severity = gate::Severity::kHigh,
                                             .subject = {detect::SubjectKind::kAddress, "192.0.2." + std::to_string(i)},
                                             .sentence = "sentence " + std::to_string(i),
                                             .time = kNow + seconds(i)}};
      if (i == 1) found.blocked_until = kNow + hours(1);
      store::AddFinding(sql, found);
    }
  });
  const std::vector<detect::Rule> rules = {{.name = "failed_logins"},
                                           {.name = "flood", .severity = gate::Severity::kLow, .enforce = true}};
  const json list = json::parse(RulesJson(*database_, rules).value())["rules"];
  ASSERT_EQ(list.size(), 2U) << list;
  EXPECT_EQ(list[0]["rule"], "failed_logins");
  EXPECT_EQ(list[0]["findings"], 3);
  EXPECT_EQ(list[0]["blocks"], 1);
  EXPECT_EQ(list[0]["last_sentence"], "sentence 2");
  EXPECT_EQ(list[0]["last_about"], "address 192.0.2.2");
  EXPECT_EQ(list[1]["rule"], "flood");
  EXPECT_EQ(list[1]["action"], "block");
  EXPECT_EQ(list[1]["findings"], 0);
  EXPECT_TRUE(list[1]["last"].is_null());
}

GATEHOUSE_ON_BOTH_DATABASES(ConsoleDataTest);

}  // namespace
}  // namespace gatehouse::console

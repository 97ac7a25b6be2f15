// The console's calls: who may make them, and what its actions do.
#include "control/console/console.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/testing_folder.h"
#include "control/service/admin_answer.h"
#include "control/service/testing_gate.h"
#include "state/block_table.h"
#include "state/scratch_region.h"

namespace gatehouse::console {
namespace {

using nlohmann::json;

constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

class ConsoleTest : public ::testing::Test {
 protected:
  ConsoleTest() {
    policy_.control.emplace().people.emplace();
    policy_.event_file = folder_.At("events.jsonl");
    WriteEvent("refused");
    folder_.Write("index.html", "the console");
    database_ = store::Database::Open("sqlite:" + folder_.At("control.db")).value();
    alerts_.emplace(alerts::AlertsContext{.database = *database_, .policy = policy_, .resolve = {}});
    incidents_.emplace(*database_, incidents::Containment{*region_, gate_, policy_}, [](auto&&...) {});
    console_.emplace(ConsoleContext{.region = *region_,
                                    .link = gate_,
                                    .database = *database_,
                                    .policy = policy_,
                                    .incidents = *incidents_,
                                    .alerts = *alerts_,
                                    .policy_file = folder_.At("gatehouse.yaml"),
                                    .folder = folder_.path()});
    EXPECT_TRUE(console_->Begin({.wall = kNow, .steady = {}}));
  }
  service::HttpResponse Call(const std::string& method, const std::string& path, const json& body = nullptr,
                             const std::string& who = "ada") {
    service::HttpRequest request{.method = method, .path = "/_gatehouse/console" + path};
    request.now.wall = kNow;
    request.subject = who;
    if (!body.is_null()) {
      request.headers = {{"content-type", "application/json"}};
      request.body = body.dump();
    }
    for (const service::HttpRoute& route : console_->PublicRoutes()) {
      auto tail = service::MatchPath(route.path, request.path);
      if (route.method != method || !tail) continue;
      request.tail = *std::move(tail);
      return route.handle(request);
    }
    return {.status = 404, .headers = {}, .body = {}};
  }
  void WriteEvent(const std::string& type) {
    std::ofstream(folder_.At("events.jsonl"), std::ios::app)
        << R"({"time":"2023-11-14T22:13:20.000Z","type":")" + type +
               R"(","severity":"low","mode":"enforced","address":"192.0.2.1","policy_generation":1})" + "\n";
  }
  std::vector<state::Block> Blocks() { return state::BlockTable(*region_).List(kNow); }

  base::testing::Folder folder_;
  state::ScratchRegion region_;
  service::testing::ListeningGate gate_;
  gate::Policy policy_;
  std::unique_ptr<store::Database> database_;
  std::optional<alerts::Alerts> alerts_;
  std::optional<incidents::Incidents> incidents_;
  std::optional<Console> console_;
};

TEST_F(ConsoleTest, A13_WithoutAPersonNothingIsShownOrDone) {
  for (const service::HttpRoute& route : console_->PublicRoutes()) {
    service::HttpRequest request;
    EXPECT_EQ(route.handle(request).status, 403) << route.method << ' ' << route.path;
  }
  EXPECT_TRUE(Blocks().empty());
}

TEST_F(ConsoleTest, A15_ThePageAndTheDataThatItAsksFor) {
  EXPECT_EQ(Call("GET", "").body, "the console");
  EXPECT_EQ(json::parse(Call("GET", "/data/summary").body)["who"], "ada");
  EXPECT_EQ(json::parse(Call("GET", "/data/events").body)["events"].size(), 1U);
  for (const char* data : {"incidents", "blocks", "droplets", "keys", "rules"})
    EXPECT_EQ(Call("GET", std::string("/data/") + data).status, 200) << data;
  EXPECT_EQ(Call("GET", "/data/passwords").status, 404);
}

TEST_F(ConsoleTest, C15_ABlockHoldsForItsTimeAndNamesWhoMadeIt) {
  ASSERT_EQ(Call("POST", "/block",
                 {{"kind", "network"}, {"target", "192.0.2.0/24"}, {"for_seconds", 60}, {"reason", "flood"}})
                .status,
            200);
  ASSERT_EQ(Blocks().size(), 1U);
  EXPECT_EQ(Blocks()[0].network->Text(), "192.0.2.0/24");
  EXPECT_EQ(Blocks()[0].expires, kNow + std::chrono::seconds(60));
  ASSERT_EQ(gate_.told.size(), 1U);
  EXPECT_EQ(gate_.told[0].type, events::EventType::kBlockAdded);
  EXPECT_EQ(gate_.told[0].details, "192.0.2.0/24 until 2023-11-14T22:14:20Z: flood; by ada in the console");
}

TEST_F(ConsoleTest, C15_ABlockIsLiftedAndThatIsAnEventToo) {
  ASSERT_EQ(Call("POST", "/block", {{"kind", "identity"}, {"issuer", "https://i.example"}, {"target", "alice"}}).status,
            200);
  ASSERT_EQ(Blocks().size(), 1U);
  EXPECT_EQ(
      Call("POST", "/unblock", {{"kind", "identity"}, {"issuer", "https://i.example"}, {"target", "alice"}}).status,
      200);
  EXPECT_TRUE(Blocks().empty());
  ASSERT_EQ(gate_.told.size(), 2U);
  EXPECT_EQ(gate_.told[1].type, events::EventType::kBlockRemoved);
  EXPECT_EQ(gate_.told[1].principal, "alice");
}

TEST_F(ConsoleTest, C15_WhatIsNotBlockedCannotBeLiftedAndTheMessageSaysWhat) {
  const auto address = Call("POST", "/unblock", {{"kind", "network"}, {"target", "192.0.2.1"}});
  EXPECT_EQ(address.status, service::kNotThere);
  EXPECT_TRUE(address.body.contains("192.0.2.1/32 is not blocked")) << address.body;
  const auto identity = Call("POST", "/unblock", {{"kind", "identity"}, {"target", "alice"}});
  EXPECT_EQ(identity.status, service::kNotThere);
  EXPECT_TRUE(identity.body.contains("alice is not blocked")) << identity.body;
  EXPECT_TRUE(gate_.told.empty());
}

TEST_F(ConsoleTest, C15_ABlockThatCannotBeChangesNothing) {
  const json good = {{"kind", "network"}, {"target", "192.0.2.1"}};
  for (const auto& [member, value] : std::vector<std::pair<std::string, json>>{{"target", ""},
                                                                               {"target", "192.0.2.1/24"},
                                                                               {"target", "no address"},
                                                                               {"target", "1.1.1.1\n2.2.2.2"},
                                                                               {"for_seconds", 0},
                                                                               {"for_seconds", -1},
                                                                               {"for_seconds", 366 * 86400},
                                                                               {"reason", std::string(161, 'x')},
                                                                               {"reason", "two\nlines"}}) {
    json body = good;
    body[member] = value;
    EXPECT_EQ(Call("POST", "/block", body).status, service::kCannotBe) << body;
  }
  EXPECT_EQ(Call("POST", "/block", {{"target", "192.0.2.1"}, {"whose", "x"}}).status, service::kUnreadable);
  EXPECT_TRUE(Blocks().empty());
  EXPECT_TRUE(gate_.told.empty());
}

TEST_F(ConsoleTest, A14_OnlySoManyStreamsAreOpenAndAPlaceIsFreeAgain) {
  std::vector<service::HttpResponse> open;
  for (int i = 0; i < kMostStreams; ++i) open.push_back(Call("GET", "/data/live"));
  EXPECT_EQ(open.back().status, 200);
  EXPECT_EQ(Call("GET", "/data/live").status, 503);
  open.pop_back();
  EXPECT_EQ(Call("GET", "/data/live").status, 200);
}

TEST_F(ConsoleTest, A14_AStreamSendsEachEventOnceAndGoesOnWhereTheBrowserWas) {
  const service::HttpResponse stream = Call("GET", "/data/live");
  std::string chunk;
  ASSERT_TRUE(stream.more(chunk));
  EXPECT_TRUE(chunk.starts_with("id: 1\ndata: {")) << chunk;
  std::string later;
  ASSERT_TRUE(stream.more(later));
  EXPECT_EQ(later, "");
  WriteEvent("login");
  ASSERT_TRUE(stream.more(later));
  EXPECT_TRUE(later.starts_with("id: 2\n") && later.contains("login")) << later;
}

}  // namespace
}  // namespace gatehouse::console

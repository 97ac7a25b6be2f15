#include "control/console/explained_event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "control/store/findings.h"
#include "control/store/testing_database.h"

namespace gatehouse::console {
namespace {

using nlohmann::json;
using store::testing::kNow;

constexpr std::string_view kPolicy =
    "environment: development\n"
    "upstream: http://127.0.0.1:9000\n"
    "unlisted: deny\n"
    "control: { url: 'https://gate.example:8443', registry: {} }\n"
    "tokens: { issuer: i, audience: a }\n"
    "routes:\n"
    "  - { path: /open, methods: [GET], auth: none, limit: 5/minute }\n";

class ExplainedEventTest : public ::testing::Test {
 protected:
  ExplainedEventTest() : database_(store::Database::Open("sqlite:" + folder_.At("control.db")).value()) {
    auto compiled =
        gate::CompilePolicy(std::string(kPolicy), "gatehouse.yaml", folder_.path(),
                            [](const std::string&) -> base::Result<std::string> { return base::Fail("no file"); });
    EXPECT_TRUE(compiled) << compiled.error().front().Text();
    if (compiled) policy_ = *std::move(compiled);
  }
  base::Result<std::string> Explained(const json& event) {
    service::HttpRequest request;
    request.headers = {{"content-type", "application/json"}};
    request.body = event.dump();
    const auto body = ReadExplained(request);
    if (!body) return std::unexpected(body.error());
    return ExplainedEventJson({policy_, places_, rules_, *database_}, *body, {.wall = kNow, .steady = {}});
  }

  base::testing::Folder folder_;
  std::unique_ptr<store::Database> database_;
  gate::Policy policy_;
  PolicyPlaces places_{kPolicy, "gatehouse.yaml"};
  std::vector<detect::Rule> rules_;
};

TEST_F(ExplainedEventTest, A14_ARefusalIsExplainedWithItsFiguresAndItsLine) {
  const auto explained = Explained({{"type", "refused"},
                                    {"reason", "rate_limited"},
                                    {"route", "GET /open"},
                                    {"method", "GET"},
                                    {"path", "/open"},
                                    {"address", "192.0.2.1"},
                                    {"retry_after", "12"}});
  ASSERT_TRUE(explained) << explained.error().Text();
  const json told = json::parse(*explained);
  EXPECT_EQ(told["reason"], "rate_limited");
  EXPECT_EQ(told["status"], 429);
  EXPECT_EQ(told["key"], "limit");
  EXPECT_EQ(told["key_place"], "gatehouse.yaml:7:48");
  EXPECT_EQ(told["route"], (json{{"route", "GET /open"}, {"place", "gatehouse.yaml:7:5"}}));
  const json& figures = told["figures"];
  EXPECT_TRUE(std::ranges::any_of(figures, [](const json& one) { return one == json{"Told to wait", "12 s"}; }))
      << figures;
  EXPECT_TRUE(std::ranges::any_of(figures, [](const json& one) {
    return one[0] == "Limits of the route" && !one[1].get<std::string>().empty();
  })) << figures;
  EXPECT_FALSE(told.contains("replay")) << "the gate's state is not there";
}

TEST_F(ExplainedEventTest, A14_WhatIsNoEventIsRefused) {
  EXPECT_EQ(Explained({{"type", "no_such_event"}}).error().where, "type");
  EXPECT_FALSE(Explained({{"type", "refused"}, {"foreign", "x"}}));
  EXPECT_FALSE(Explained({{"type", 7}}));
}

TEST_F(ExplainedEventTest, A14_TheRulesThatCountItAndWhatTheyFoundOfIt) {
  rules_ = {{.name = "scanner",
             .events = {},
             .reasons = {gate::Reason::kRouteDenied},
             .at_least = 20,
             .within = std::chrono::minutes(5),
             .enforce = true,
             .block_for = std::chrono::hours(1)},
            {.name = "logins", .events = {events::type::kLoginFailed}}};
  ASSERT_TRUE(database_->Write([](store::Transaction& sql) -> base::Result<> {
    store::StoredFinding found{.finding = {.rule = "scanner",
                                           .subject = {detect::SubjectKind::kAddress, "192.0.2.1"},
                                           .sentence = "20 refused paths",
                                           .evidence = {{{0, 0}, R"({"type":"refused","trace_id":"abc123"})"}},
                                           .time = kNow}};
    store::AddFinding(sql, found);
    return {};
  }));
  const json event = {{"type", "refused"}, {"reason", "route_denied"}, {"trace_id", "abc123"}};
  const json told = json::parse(Explained(event).value());
  ASSERT_EQ(told["detection"].size(), 1U) << told["detection"];
  EXPECT_EQ(told["detection"][0]["rule"], "scanner");
  EXPECT_TRUE(told["detection"][0]["when"].get<std::string>().starts_with("from 20")) << told["detection"];
  EXPECT_TRUE(told["detection"][0]["does"].get<std::string>().starts_with("blocks for")) << told["detection"];
  ASSERT_EQ(told["findings"].size(), 1U);
  EXPECT_EQ(told["findings"][0]["sentence"], "20 refused paths");
  json other = event;
  other["trace_id"] = "abc12";
  EXPECT_EQ(json::parse(Explained(other).value())["findings"], json::array());
}

}  // namespace
}  // namespace gatehouse::console

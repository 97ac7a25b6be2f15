#include "control/console/replay.h"

#include <gtest/gtest.h>

#include "gate/policy/policy.h"

namespace gatehouse::console {
namespace {

constexpr base::Now kNow{.wall = base::Wall(std::chrono::seconds(1'700'000'000)), .steady = {}};

class LedgerWithBlock final : public gate::Ledger {
 public:
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view, base::Steady) override {
    return {.admitted = true, .remaining = limit.count - 1};
  }
  void GiveBack(const gate::Limit&, std::string_view, base::Steady) override {}
  bool AddressBlocked(const base::IpAddress& address, base::Wall) const override {
    return address == *base::IpAddress::Parse("203.0.113.9");
  }
  bool IdentityBlocked(std::string_view, std::string_view, base::Wall) const override { return false; }
  bool Revoked(const gate::Principal&, base::Wall) const override { return false; }
};

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest() { Use(""); }
  void Use(const std::string& more_routes) {
    auto compiled = gate::CompilePolicy(
        "environment: development\n"
        "upstream: http://127.0.0.1:9000\n"
        "unlisted: deny\n"
        "control: { url: 'https://gate.example:8443', registry: {} }\n"
        "tokens: { issuer: i, audience: a }\n"
        "routes:\n"
        "  - { path: /open, methods: [GET], auth: none }\n"
        "  - { path: /json, methods: [POST], auth: none, inspect: json }\n"
        "  - { path: /api/*, auth: token, require: { role: admin } }\n" +
            more_routes,
        "gatehouse.yaml", "/tmp",
        [](const std::string&) -> base::Result<std::string> { return base::Fail("no file"); });
    EXPECT_TRUE(compiled) << compiled.error().front().Text();
    if (compiled) policy_ = *std::move(compiled);
  }
  Replay Ask(std::string_view method, std::string_view target, bool with_credential = false,
             const char* address = "192.0.2.1") {
    return ReplayRequest(policy_, ledger_,
                         {.method = method,
                          .target = target,
                          .address = *base::IpAddress::Parse(address),
                          .with_credential = with_credential},
                         kNow);
  }
  gate::Policy policy_;
  LedgerWithBlock ledger_;
};

TEST_F(ReplayTest, A14_TheSameStagesJudgeAgain) {
  EXPECT_EQ(Ask("GET", "/a//b").decision.reason, gate::Reason::kPathAmbiguous);
  EXPECT_EQ(Ask("POST", "/open").decision.reason, gate::Reason::kMethodNotAllowed);
  EXPECT_EQ(Ask("GET", "/nothing").decision.reason, gate::Reason::kRouteDenied);
  EXPECT_EQ(Ask("GET", "/open", false, "203.0.113.9").decision.reason, gate::Reason::kAddressBlocked);
  const Replay open = Ask("GET", "/open");
  EXPECT_TRUE(open.decision.allowed());
  EXPECT_EQ(open.route, "GET /open");
  EXPECT_TRUE(open.rest.empty());
}

TEST_F(ReplayTest, A14_TheRoutesAreThoseOfTheHost) {
  Use("  - { host: app.example, path: /open, methods: [POST], auth: none }\n");
  const auto on = [this](const char* host) {
    return ReplayRequest(
        policy_, ledger_,
        {.method = "POST", .target = "/open", .address = *base::IpAddress::Parse("192.0.2.1"), .host = host}, kNow);
  };
  EXPECT_EQ(on("app.example").route, "POST app.example/open");
  EXPECT_EQ(on("").decision.reason, gate::Reason::kMethodNotAllowed);
}

TEST_F(ReplayTest, A14_WhatTheLogDoesNotKeepIsNotGuessed) {
  EXPECT_EQ(Ask("GET", "/api/x").decision.reason, gate::Reason::kTokenMissing);
  const Replay with_token = Ask("GET", "/api/x", true);
  EXPECT_TRUE(with_token.decision.allowed());
  EXPECT_NE(with_token.rest.find("no token"), std::string_view::npos);
  for (const gate::StageReport& report : with_token.trace) EXPECT_TRUE(report.decision.allowed()) << report.stage;
  EXPECT_NE(Ask("POST", "/json").rest.find("no body"), std::string_view::npos);
}

}  // namespace
}  // namespace gatehouse::console

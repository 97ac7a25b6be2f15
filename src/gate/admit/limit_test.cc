#include "gate/admit/limit.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

using namespace std::chrono_literals;

TEST(Limit, B11_ReadsTheFiguresOfTheRow) {
  const auto message = ParseLimit("100/minute");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->count, 100u);
  EXPECT_EQ(message->window, 60s);
  EXPECT_EQ(message->scope, LimitScope::kAddress);

  const auto process = ParseLimit("10/minute per identity");
  ASSERT_TRUE(process);
  EXPECT_EQ(process->count, 10u);
  EXPECT_EQ(process->scope, LimitScope::kIdentity);

  const auto user = ParseLimit("50/hour", LimitScope::kIdentity);
  ASSERT_TRUE(user);
  EXPECT_EQ(user->window, 1h);
  EXPECT_EQ(user->scope, LimitScope::kIdentity);
}

TEST(Limit, B11_AWrittenScopeBeatsTheFallback) {
  const auto limit = ParseLimit("1/second per route", LimitScope::kIdentity);
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->scope, LimitScope::kRoute);
}

TEST(Limit, B11_ReadsAClaim) {
  const auto limit = ParseLimit("7/day per claim:team");
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->window, 24h);
  EXPECT_EQ(limit->scope, LimitScope::kClaim);
  EXPECT_EQ(limit->claim, "team");
}

TEST(Limit, B11_TextIsReadBackAsTheSame) {
  for (const char* text : {"100/minute per address", "1/second per route", "1000000/day per identity",
                           "50/hour per claim:https://claims.example/team"}) {
    const auto limit = ParseLimit(text);
    ASSERT_TRUE(limit) << text;
    EXPECT_EQ(limit->Text(), text);
  }
}

TEST(Limit, B11_HasANameThatNeedsNoQuoting) {
  EXPECT_EQ(ParseLimit("100/minute")->name, "100-minute-address");
  EXPECT_EQ(ParseLimit("50/hour", LimitScope::kIdentity)->name, "50-hour-identity");
  EXPECT_EQ(ParseLimit("7/day per claim:https://c.example/a\"b")->name, "7-day-claim-https---c.example-a-b");
}

TEST(Limit, B11_RefusesWhatIsNotALimit) {
  for (const char* text : {"",
                           "/",
                           "/minute",
                           "10",
                           "10/",
                           "10 / minute",
                           "0/minute",
                           "-1/minute",
                           "+1/minute",
                           "1.5/minute",
                           "1e3/minute",
                           "0x10/minute",
                           "010/minute",
                           "1000001/minute",
                           "4294967297/minute",
                           "99999999999999999999/minute",
                           "10/minutes",
                           "10/Minute",
                           "10/week",
                           "10/minute ",
                           " 10/minute",
                           "10/minute per",
                           "10/minute per ",
                           "10/minute per  address",
                           "10/minute per user",
                           "10/minute per Address",
                           "10/minute per address per route",
                           "10/minute per claim:",
                           "10/minute per claim:a b",
                           "10/minute per claim",
                           "10/minute, 5/second",
                           "10/minute\n",
                           "ten/minute"}) {
    const auto limit = ParseLimit(text);
    ASSERT_FALSE(limit) << '"' << text << '"';
    EXPECT_FALSE(limit.error().what.empty());
    EXPECT_NE(limit.error().fix.find("per identity"), std::string::npos) << "the fix shows what to write";
  }
}

TEST(Limit, B11_BoundsWhatItRepeatsInAnError) {
  const auto limit = ParseLimit(std::string(100'000, '9'));
  ASSERT_FALSE(limit);
  EXPECT_LE(limit.error().where.size(), 128u);
  EXPECT_FALSE(ParseLimit("1/day per claim:" + std::string(65, 'x')));
  EXPECT_TRUE(ParseLimit("1/day per claim:" + std::string(64, 'x')));
}

}  // namespace
}  // namespace gatehouse::gate

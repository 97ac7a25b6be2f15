#include "detect/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "detect/default_rules.h"
#include "events/event.h"

namespace gatehouse::detect {
namespace {

using events::Event;
using std::chrono::seconds;
namespace type = events::type;
using gate::Reason;

constexpr base::Wall kStart{std::chrono::seconds(1'700'000'000)};

base::IpAddress Address(int last, int third = 2) {
  return base::IpAddress::V4({198, 51, static_cast<uint8_t>(third), static_cast<uint8_t>(last)});
}

class EngineTest : public ::testing::Test {
 protected:
  // Through the log's format, as the daemon reads it.
  void Take(Event event, seconds after = seconds(0)) {
    event.time = kStart + after;
    events::LineBuffer buffer;
    std::string line(FormatLine(event, buffer));
    line.pop_back();
    const auto parsed = parser_.Parse(line);
    ASSERT_TRUE(parsed);
    engine_.Take(*parsed, line, {.file = 1, .offset = offset_}, found_);
    offset_ += line.size() + 1;
  }
  std::vector<std::string> Rules() const {
    std::vector<std::string> names;
    for (const Finding& finding : found_) names.push_back(finding.rule);
    return names;
  }

  Engine engine_{DefaultRules()};
  events::LineParser parser_;
  std::vector<Finding> found_;
  uint64_t offset_ = 0;
};

TEST_F(EngineTest, A14_FiveFailedLoginsOfAnAccountAreAnAlertAndNoBlock) {
  for (int i = 0; i < 5; ++i) {
    Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(i + 1)}, seconds(i));
  }
  ASSERT_EQ(found_.size(), 1U);
  const Finding& finding = found_.front();
  EXPECT_EQ(finding.rule, "failed_authentication");
  EXPECT_EQ(finding.severity, gate::Severity::kHigh);
  EXPECT_EQ(finding.subject.Text(), "account ada");
  EXPECT_EQ(finding.sentence, "5 failed authentications in 5 minutes");
  EXPECT_EQ(finding.action, Action::kReport) << "others must not be able to lock ada out";
  EXPECT_EQ(finding.events, 5U);
  ASSERT_EQ(finding.evidence.size(), 5U);
  EXPECT_THAT(finding.evidence.back().line, ::testing::HasSubstr("login_failed"));
  EXPECT_EQ(finding.time, kStart + seconds(4));
}

TEST_F(EngineTest, A14_AnOfficeBehindOneAddressIsNotBlockedForOneColleaguesTyping) {
  for (int i = 0; i < 20; ++i)
    Take({.type = type::kLoginFailed, .principal = "bob", .address = Address(7)}, seconds(i));
  EXPECT_THAT(Rules(), ::testing::ElementsAre("failed_authentication"));
  for (const char* name : {"carla", "dan", "eve", "fay", "gus", "hal", "ida", "jo", "kim"}) {
    Take({.type = type::kLoginFailed, .principal = name, .address = Address(7)}, seconds(25));
    Take({.type = type::kLogin, .principal = name, .address = Address(7)}, seconds(25));
  }
  EXPECT_THAT(Rules(), ::testing::ElementsAre("failed_authentication")) << "each of them got in";
  for (const char* name : {"carla", "dan", "eve", "fay"}) {
    Take({.type = type::kLoginFailed, .principal = name, .address = Address(7)}, seconds(26));
  }
  EXPECT_THAT(Rules(), ::testing::ElementsAre("failed_authentication", "failed_accounts_of_address"));
  for (const Finding& finding : found_) EXPECT_EQ(finding.action, Action::kReport);
}

TEST_F(EngineTest, A14_FiveAccountsOfOneAddressAreTold) {
  for (int i = 0; i < 5; ++i) {
    Take({.type = type::kLoginFailed, .address = Address(9), .tried = i == 3 ? "aa" : "bb"}, seconds(i));
  }
  EXPECT_TRUE(found_.empty()) << "a program that is stuck with an account that is gone";
  for (const char* tried : {"cc", "dd", "ee"}) {
    Take({.type = type::kLoginFailed, .address = Address(9), .tried = tried}, seconds(6));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("failed_accounts_of_address"));
  EXPECT_EQ(found_[0].sentence, "failed authentications of 5 different accounts in 5 minutes");
}

TEST_F(EngineTest, A14_ALoginElsewhereMakesNothingGood) {
  for (int i = 0; i < 4; ++i)
    Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(66)}, seconds(i));
  Take({.type = type::kLogin, .principal = "ada", .address = Address(1)}, seconds(5));
  Take({.type = type::kLogin, .principal = "mallory", .address = Address(66)}, seconds(6));
  Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(66)}, seconds(7));
  EXPECT_THAT(Rules(), ::testing::ElementsAre("failed_authentication"));
}

TEST_F(EngineTest, A14_FourMistakesAndThenTheRightPasswordAreNothing) {
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < 4; ++i) {
      Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(1)}, seconds(100 * day + i));
    }
    Take({.type = type::kLogin, .principal = "ada", .address = Address(1)}, seconds(100 * day + 5));
  }
  EXPECT_TRUE(found_.empty());
}

TEST_F(EngineTest, A14_TheSameWrongPasswordAgainAndAgainBlocksNobody) {
  for (int i = 0; i < 500; ++i) {
    Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(9), .tried = "0a0b0c0d"}, seconds(5 * i));
    Take({.reason = Reason::kTokenMalformed, .address = Address(8), .tried = "01020304"}, seconds(5 * i));
    Take({.reason = Reason::kTokenAudience, .address = Address(7), .tried = "01020304"}, seconds(5 * i));
  }
  for (const Finding& finding : found_) EXPECT_EQ(finding.action, Action::kReport) << finding.rule;
  EXPECT_THAT(Rules(), ::testing::Not(::testing::Contains("refused_tokens")));
  EXPECT_THAT(Rules(), ::testing::Contains("failed_authentication"));
}

TEST_F(EngineTest, A14_APageThatAsksAgainForWhatItMayNotHaveIsNotBlocked) {
  for (int i = 0; i < 100; ++i) {
    Take({.reason = Reason::kRoleMissing, .path = "/admin/alerts", .principal = "ada", .address = Address(1)},
         seconds(i));
  }
  EXPECT_THAT(Rules(), ::testing::Each("privilege_escalation"));
  for (int i = 0; i < 20; ++i) {
    const std::string path = "/admin/" + std::to_string(i);
    Take({.reason = Reason::kRoleMissing, .path = path, .principal = "eve", .address = Address(2)}, seconds(i));
  }
  EXPECT_EQ(Rules().back(), "privilege_probing");
}

TEST_F(EngineTest, A14_GuessingPasswordsIsBlocked) {
  for (int i = 0; i < 30; ++i) {
    Take({.type = type::kLoginFailed, .principal = "ada", .address = Address(9)}, seconds(i));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("failed_authentication", "password_guessing"));
  std::swap(found_[0], found_[1]);
  EXPECT_EQ(found_[0].action, Action::kBlock);
  EXPECT_EQ(found_[0].block_for, std::chrono::hours(1));
  EXPECT_EQ(found_[0].subject.Text(), "address 198.51.2.9");
}

TEST_F(EngineTest, A14_GuessingTokensIsBlockedAndAnExpiredOneIsNot) {
  for (int i = 0; i < 3000; ++i) {
    Take({.reason = Reason::kTokenExpired, .address = Address(1)}, seconds(5 * i));
  }
  EXPECT_TRUE(found_.empty()) << "a client with an expired token that tries every five seconds";
  for (int i = 0; i < 20; ++i) Take({.reason = Reason::kTokenSignature, .address = Address(2)}, seconds(15'000 + i));
  EXPECT_THAT(Rules(), ::testing::ElementsAre("failed_tokens", "token_guessing"));
}

TEST_F(EngineTest, A14_AnIpv6ClientIsItsNetwork) {
  for (int i = 0; i < 30; ++i) {
    const auto address = base::IpAddress::Parse("2001:db8:0:7::" + std::to_string(i + 1));
    ASSERT_TRUE(address);
    Take({.type = type::kLoginFailed, .address = *address}, seconds(i));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("failed_accounts_of_address", "password_spraying", "password_guessing"));
  for (const Finding& finding : found_) EXPECT_EQ(finding.subject.Text(), "address 2001:db8:0:7::/64");
}

TEST_F(EngineTest, A14_PrivilegeEscalationIsToldAtOnce) {
  Take({.reason = Reason::kRoleMissing, .path = "/admin", .principal = "droplet:14", .address = Address(1)});
  ASSERT_THAT(Rules(), ::testing::ElementsAre("privilege_escalation"));
  EXPECT_EQ(found_[0].sentence, "more was asked for than is allowed: role_missing");
  EXPECT_EQ(found_[0].subject.kind, SubjectKind::kDroplet);
  Take({.reason = Reason::kRoleMissing, .principal = "droplet:14", .address = Address(1)}, seconds(60));
  EXPECT_EQ(found_.size(), 1U) << "and not again for ten minutes";
}

TEST_F(EngineTest, C15_SuspiciousInputIsAnHourAndARateLimitTwo) {
  Take({.type = type::kSuspiciousInput, .address = Address(1), .details = "<script in the query"});
  Take({.reason = Reason::kRateLimited, .address = Address(2), .retry_after = 50}, seconds(1));
  for (int i = 0; i < 200; ++i) {
    Take({.reason = Reason::kRateLimited, .address = Address(2), .retry_after = 46}, seconds(4 + i / 10));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("suspicious_input", "rate_limit_exceeded"));
  EXPECT_EQ(found_[0].block_for, seconds(3600));
  EXPECT_EQ(found_[0].sentence, "suspicious input: <script in the query");
  EXPECT_EQ(found_[1].block_for, seconds(7200));
  EXPECT_EQ(found_[1].subject.Text(), "address 198.51.2.2");
}

TEST_F(EngineTest, C15_WhoWaitsAsLongAsItWasToldIsNotBlocked) {
  for (int minute = 0; minute < 30; ++minute) {  // a page of 250 pieces, where 100 a minute are allowed
    for (int i = 0; i < 150; ++i) {
      Take({.reason = Reason::kRateLimited, .route = "/tiles", .address = Address(2), .retry_after = 58},
           seconds(60 * minute + i / 60));
    }
  }
  for (int second = 0; second < 3600; ++second) {  // a little over a limit, all the time: the wait is short
    Take({.reason = Reason::kRateLimited, .route = "/api", .address = Address(3), .retry_after = 1}, seconds(second));
  }
  for (int i = 0; i < 700; ++i) {  // a program that asks every five seconds, whatever it is told
    Take({.reason = Reason::kRateLimited, .route = "/api", .address = Address(4), .retry_after = 60}, seconds(5 * i));
  }
  EXPECT_TRUE(found_.empty()) << found_[0].sentence << found_[0].subject.Text();
}

TEST_F(EngineTest, C15_WhoGoesOnIsBlockedHoweverShortTheWaitIs) {
  for (int i = 0; i < 400; ++i) {
    Take({.reason = Reason::kRateLimited, .address = Address(2), .retry_after = 1}, seconds(i / 10));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("flood"));
  EXPECT_EQ(found_[0].block_for, seconds(7200));
}

TEST_F(EngineTest, C15_WhatTheGateOnlyObservesBlocksNobody) {
  Take({.type = type::kSuspiciousInput, .observed = true, .address = Address(1)});
  ASSERT_EQ(found_.size(), 1U);
  EXPECT_TRUE(found_[0].observed);
  EXPECT_EQ(found_[0].action, Action::kReport);
}

TEST_F(EngineTest, A14_ATokenUsedFromManyNetworksIsTold) {
  for (int i = 0; i < 200; ++i) {
    Take({.type = type::kAccess, .principal = "droplet:3", .address = Address(i, 2)}, seconds(i));
  }
  EXPECT_TRUE(found_.empty()) << "a client whose address changes within its network";
  for (int i = 0; i < 4; ++i) {
    Take({.type = type::kAccess,
          .principal = "droplet:3",
          .address = base::IpAddress::V4({static_cast<uint8_t>(11 + i), 1, 1, 1})},
         seconds(200 + i));
  }
  ASSERT_THAT(Rules(), ::testing::ElementsAre("many_networks"));
  EXPECT_EQ(found_[0].sentence, "requests from 5 different networks in 10 minutes");
}

TEST_F(EngineTest, A14_UnusualAccessSaysHowUnusual) {
  for (int window = 0; window < 12; ++window) {
    Take({.type = type::kAccess, .principal = "droplet:3", .address = Address(1), .count = 60}, seconds(600 * window));
  }
  Take({.type = type::kAccess, .principal = "droplet:3", .address = Address(1), .count = 1240}, seconds(7200));
  ASSERT_THAT(Rules(), ::testing::ElementsAre("unusual_access"));
  EXPECT_EQ(found_[0].sentence, "1,240 requests in 10 minutes, 21 times the usual 60");
}

TEST_F(EngineTest, A14_TheSameLogMakesTheSameFindings) {
  const auto run = [&] {
    for (int i = 0; i < 500; ++i) {
      Take({.reason = i % 3 == 0 ? Reason::kTokenSignature : Reason::kRoleMissing, .address = Address(i % 7)},
           seconds(i));
    }
    return std::exchange(found_, {});
  };
  const auto first = run();
  engine_ = Engine(DefaultRules());
  offset_ = 0;
  EXPECT_EQ(run(), first);
  EXPECT_FALSE(first.empty());
}

TEST(Engine, A14_DurationsInWords) {
  EXPECT_EQ(InWords(seconds(1)), "1 second");
  EXPECT_EQ(InWords(seconds(90)), "90 seconds");
  EXPECT_EQ(InWords(std::chrono::minutes(5)), "5 minutes");
  EXPECT_EQ(InWords(std::chrono::hours(1)), "1 hour");
  EXPECT_EQ(InWords(std::chrono::hours(24)), "1 day");
}

}  // namespace
}  // namespace gatehouse::detect

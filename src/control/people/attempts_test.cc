#include "control/people/attempts.h"

#include "control/people/testing_people.h"

namespace gatehouse::control {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class AttemptsTest : public testing::PeopleTest {
 protected:
  std::optional<seconds> Login(std::string_view name, std::string_view client = "192.0.2.7") {
    return attempts_.LoginRefused(name, *base::IpAddress::Parse(client), now_.steady);
  }
  // How many of `count` attempts at once pass.
  int Admitted(int count, std::string_view name, std::string_view client) {
    int admitted = 0;
    for (int i = 0; i < count; ++i) admitted += Login(name, client) ? 0 : 1;
    return admitted;
  }
  Attempts attempts_{link_, settings().attempts};
};

TEST_F(AttemptsTest, A10_ByAccountAndAddress) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(Login("ada").has_value());
  EXPECT_EQ(Login("ada"), seconds(60));
  EXPECT_FALSE(Login("bob").has_value());
  EXPECT_FALSE(Login("ada", "192.0.2.8").has_value());
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kCode, "ada", now_.steady).has_value());
  Wait(minutes(1));
  EXPECT_FALSE(Login("ada").has_value());
}

TEST_F(AttemptsTest, A10_EveryLimitCounts) {
  int admitted = 0;
  for (int i = 0; i < 40; ++i) {
    if (!Login("ada")) ++admitted;
    Wait(seconds(15));
  }
  EXPECT_EQ(admitted, 20);  // in ten minutes, for twenty are good in an hour
  EXPECT_GT(Login("ada").value(), minutes(30));
}

TEST_F(AttemptsTest, A10_TwentyWrongPasswordsFromTwoAddressesKeepNobodyOut) {
  EXPECT_EQ(Admitted(10, "ada", "198.51.100.1"), 5);
  EXPECT_EQ(Admitted(10, "ada", "198.51.100.2"), 5);
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value()) << "not for a minute, and not for an hour";
}

TEST_F(AttemptsTest, A10_WhatOneLimitRefusesUsesUpNoPlaceOfAnother) {
  for (int minute = 0; minute < 3; ++minute) {
    EXPECT_EQ(Admitted(50, "ada", "198.51.100.1"), 5);
    Wait(minutes(1));
  }
  EXPECT_EQ(Admitted(5, "ada", "198.51.100.1"), 5) << "fifteen of the hour's twenty were taken, not a hundred and fifty";
}

TEST_F(AttemptsTest, A10_GuessesFromManyAddressesStayBounded) {
  int admitted = 0;
  for (int i = 0; i < 200; ++i) admitted += Admitted(1, "ada", "198.51.100." + std::to_string(i));
  EXPECT_EQ(admitted, 25) << "five addresses' worth";
}

TEST_F(AttemptsTest, A10_WhoLoggedInFromHereLatelyIsNotKeptOutByOthers) {
  attempts_.LoggedIn("ada", *base::IpAddress::Parse("192.0.2.7"), now_.steady);
  for (int i = 0; i < 200; ++i) (void)Login("ada", "198.51.100." + std::to_string(i));
  EXPECT_TRUE(Login("ada", "203.0.113.1").has_value());
  EXPECT_EQ(Admitted(9, "ada", "192.0.2.7"), 5) << "but for its own limit";
  EXPECT_TRUE(Login("bob", "192.0.2.7") == std::nullopt);
}

TEST_F(AttemptsTest, A10_OneIpv6NetworkIsOneAddress) {
  EXPECT_EQ(Admitted(3, "ada", "2001:db8::1") + Admitted(3, "ada", "2001:db8::2"), 5);
}

TEST_F(AttemptsTest, A10_TheTableSeesNoNames) {
  (void)Login("my secret, typed into the wrong field");
  for (const auto& [key, taken] : link_.places) EXPECT_EQ(key.second.find("secret"), std::string::npos);
  EXPECT_EQ(link_.places.size(), 4U);
}

}  // namespace
}  // namespace gatehouse::control

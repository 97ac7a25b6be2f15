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

TEST_F(AttemptsTest, A10_ByAccount) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(Login("ada").has_value());
  EXPECT_EQ(Login("ada"), seconds(60));
  EXPECT_EQ(Login("ada", "192.0.2.8"), seconds(60)) << "from wherever";
  EXPECT_FALSE(Login("bob").has_value());
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kCode, "ada", now_.steady).has_value());
  Wait(minutes(1));
  EXPECT_FALSE(Login("ada").has_value());
}

TEST_F(AttemptsTest, A10_EveryLimitCounts) {
  int admitted = 0;
  for (int i = 0; i < 40; ++i) {
    if (!Login("ada", "192.0.2." + std::to_string(i))) ++admitted;
    Wait(seconds(15));
  }
  EXPECT_EQ(admitted, 20);  // in ten minutes, for twenty are good in an hour
  EXPECT_GT(Login("ada").value(), minutes(30));
}

TEST_F(AttemptsTest, A10_TwentyWrongPasswordsFromTwoAddressesKeepNobodyOutForLong) {
  EXPECT_EQ(Admitted(10, "ada", "198.51.100.1") + Admitted(10, "ada", "198.51.100.2"), 5);
  EXPECT_EQ(Login("ada", "192.0.2.7"), seconds(60)) << "what was refused used up nothing of the hour";
  Wait(minutes(1));
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_TwoAddressesThatGoOnGuessingKeepNobodyOut) {
  int admitted = 0;
  for (int minute = 0; minute < 30; ++minute) {
    admitted += Admitted(10, "ada", "198.51.100.1") + Admitted(10, "ada", "198.51.100.2");
    Wait(minutes(1));
  }
  EXPECT_EQ(admitted, 16) << "two shares of the hour's twenty";
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_WhoLoggedInFromHereLatelyIsNotKeptOutByOthers) {
  attempts_.LoggedIn("ada", *base::IpAddress::Parse("192.0.2.7"), now_.steady);
  for (int i = 0; i < 200; ++i) (void)Login("ada", "198.51.100." + std::to_string(i));
  EXPECT_TRUE(Login("ada", "203.0.113.1").has_value());
  EXPECT_EQ(Admitted(9, "ada", "192.0.2.7"), 5) << "but for its own limit";
  EXPECT_FALSE(Login("bob", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_OneIpv6NetworkIsOneAddress) {
  EXPECT_EQ(Admitted(3, "ada", "2001:db8::1") + Admitted(3, "ada", "2001:db8::2"), 5);
}

TEST_F(AttemptsTest, A10_TheTableSeesNoNames) {
  (void)Login("my secret, typed into the wrong field");
  for (const auto& [key, taken] : link_.places) EXPECT_EQ(key.second.find("secret"), std::string::npos);
  EXPECT_EQ(link_.places.size(), 3U);
}

}  // namespace
}  // namespace gatehouse::control

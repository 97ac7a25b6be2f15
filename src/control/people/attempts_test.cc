#include "control/people/attempts.h"

#include "control/people/testing_people.h"

namespace gatehouse::people {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AttemptsTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    (void)database_->Write([&](store::Transaction& transaction) {
      for (const store::User& user : {ada_, bob_}) EXPECT_TRUE(store::AddUser(transaction, user));
    });
  }
  std::optional<seconds> Login(const std::string& name, std::string_view client = "192.0.2.7",
                               Attempts::Step step = Attempts::Step::kPassword) {
    return attempts_.LoginRefused(step, name, *base::IpAddress::Parse(client), now_);
  }
  // How many of `count` attempts at once pass.
  int Admitted(int count, const std::string& name, std::string_view client,
               Attempts::Step step = Attempts::Step::kPassword) {
    int admitted = 0;
    for (int i = 0; i < count; ++i) admitted += Login(name, client, step) ? 0 : 1;
    return admitted;
  }
  void LoggedIn(const store::User& user, std::string_view client) {
    attempts_.LoggedIn(user, *base::IpAddress::Parse(client), now_.wall);
  }
  store::User ada_{.id = "u1", .name = "ada", .password_hash = "x", .roles = {}, .sealed_totp = {}};
  store::User bob_{.id = "u2", .name = "bob", .password_hash = "x", .roles = {}, .sealed_totp = {}};
  Attempts attempts_{link_, *database_, settings().attempts};
};

TEST_F(AttemptsTest, A10_ByAccount) {
  EXPECT_EQ(Admitted(7, "ada", "192.0.2.7"), 5);
  EXPECT_EQ(Login("ada"), seconds(60));
  EXPECT_EQ(Admitted(7, "ada", "192.0.2.8"), 2) << "of five for all, three were taken; a neighbour is no newcomer";
  EXPECT_FALSE(Login("bob").has_value());
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kCode, "ada", now_.steady).has_value());
  Wait(minutes(1));
  EXPECT_FALSE(Login("ada").has_value());
}

TEST_F(AttemptsTest, A10_EveryLimitCountsOverAllAddresses) {
  int admitted = 0;
  for (int i = 0; i < 400; ++i) {
    if (!Login("ada", "198.51." + std::to_string(i % 200) + ".1")) ++admitted;
    Wait(seconds(5));
  }
  EXPECT_EQ(admitted, 40) << "in half an hour: twenty, and twenty first ones";
  EXPECT_GT(Login("ada").value(), minutes(20));
}

TEST_F(AttemptsTest, A10_TwentyWrongPasswordsFromTwoAddressesKeepNobodyOutForLong) {
  EXPECT_EQ(Admitted(10, "ada", "198.51.100.1") + Admitted(10, "ada", "198.51.101.1"), 9);
  EXPECT_EQ(Login("ada", "198.51.100.1"), seconds(60)) << "what was refused used up nothing of the hour";
  EXPECT_EQ(Admitted(5, "ada", "192.0.2.7"), 1) << "the minute's places for newcomers are the others' too";
  Wait(minutes(1));
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_FiveAddressesThatGoOnGuessingKeepNobodyOut) {
  int admitted = 0;
  for (int minute = 0; minute < 45; ++minute) {
    for (const char* network : {"0", "1", "2", "3", "4"})
      admitted += Admitted(10, "ada", "198.51." + std::string(network) + ".1");
    Wait(minutes(1));
  }
  EXPECT_EQ(admitted, 20 + 5 * 2) << "the hour's twenty are used up";
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value()) << "from an address that nobody knows";
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value()) << "with one mistake in the password";
}

TEST_F(AttemptsTest, A10_ManyAddressesOfOneNetworkAreOneNewcomer) {
  int admitted = 0;
  for (int i = 0; i < 250; ++i) {
    admitted += Admitted(1, "ada", "198.51.100." + std::to_string(i)) +
                Admitted(1, "ada", "2001:db8:0:" + std::to_string(i) + "::1");
    Wait(seconds(10));
  }
  EXPECT_EQ(admitted, 20 + 2 * 2);
  EXPECT_FALSE(Login("ada", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_WhoeverKnowsThePasswordKeepsNobodyFromTheSecondStep) {
  int admitted = 0;
  for (int minute = 0; minute < 45; ++minute) {
    admitted += Admitted(10, "ada", "198.51.100.1", Attempts::Step::kCode);
    Wait(minutes(1));
  }
  EXPECT_EQ(admitted, 8);
  EXPECT_FALSE(Login("ada", "192.0.2.7", Attempts::Step::kCode).has_value());
  EXPECT_EQ(Admitted(5, "ada", "198.51.100.1"), 5) << "guesses at codes use up no passwords";
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kCode, "ada", now_.steady).has_value())
      << "nor what the account's owner does who is logged in";
}

TEST_F(AttemptsTest, A10_WhoLoggedInFromHereLatelyIsNotKeptOutByOthers) {
  LoggedIn(ada_, "192.0.2.7");
  for (int i = 0; i < 200; ++i) {
    (void)Login("ada", "198.51." + std::to_string(i) + ".1");
    (void)Login("ada", "198.51." + std::to_string(i) + ".1", Attempts::Step::kCode);
  }
  EXPECT_TRUE(Login("ada", "203.0.113.1").has_value());
  EXPECT_EQ(Admitted(9, "ada", "192.0.2.7"), 5) << "except for its own limit";
  EXPECT_EQ(Admitted(9, "ada", "192.0.2.7", Attempts::Step::kCode), 5);
  EXPECT_FALSE(Login("bob", "192.0.2.7").has_value());
}

TEST_F(AttemptsTest, A10_KnownAddressesOutliveARestartAndEnd) {
  LoggedIn(ada_, "2001:db8::1");
  Attempts restarted(link_, *database_, settings().attempts);
  for (int i = 0; i < 200; ++i) (void)Login("ada", "198.51." + std::to_string(i) + ".1");
  const auto login = [&](std::string_view client) {
    return restarted.LoginRefused(Attempts::Step::kPassword, "ada", *base::IpAddress::Parse(client), now_);
  };
  EXPECT_FALSE(login("2001:db8::2").has_value()) << "one IPv6 network is one address";
  EXPECT_TRUE(login("2001:db8:0:1::2").has_value());
  Wait(Attempts::kRecent);
  for (int i = 0; i < 200; ++i) (void)Login("ada", "198.51." + std::to_string(i) + ".1");
  EXPECT_TRUE(login("2001:db8::2").has_value());
}

TEST_F(AttemptsTest, A10_OneIpv6NetworkIsOneAddress) {
  EXPECT_EQ(Admitted(4, "ada", "2001:db8::1") + Admitted(4, "ada", "2001:db8::2"), 5);
}

TEST_F(AttemptsTest, A10_TheTableSeesNoNames) {
  (void)Login("my secret, typed into the wrong field");
  for (const auto& [key, taken] : link_.places) EXPECT_EQ(key.second.find("secret"), std::string::npos);
  EXPECT_FALSE(link_.places.empty());
}

}  // namespace
}  // namespace gatehouse::people

#include "control/people/desk.h"

#include <gtest/gtest.h>

#include "control/people/testing_people.h"
#include "control/people/totp.h"

namespace gatehouse::people {
namespace {

using std::chrono::seconds;

class DeskTest : public testing::PeopleTest {
 protected:
  // An account with a second factor whose secret is `secret_`.
  store::User WithSecondFactor() {
    store::User user;
    user.id = "u-1";
    user.name = "ada";
    user.sealed_totp = sealer_.Seal(secret_, TotpContext(user));
    EXPECT_TRUE(accounts_.Add(user).value());
    return user;
  }
  std::string CodeNow() const { return TotpCode(secret_, TotpStepAt(now_.wall)); }

  std::string secret_ = "12345678901234567890";
  SessionKeys keys_{*database_, link_, sealer_, policy_.control->SessionKeysFile()};
  SessionBook book_{*database_, link_, keys_, std::chrono::minutes(10)};
  Accounts accounts_{*database_, book_, testing::kCheapHash};
  Attempts attempts_{link_, *database_, settings().attempts};
  Desk desk_{*database_, link_, sealer_, hashes_, settings(), keys_, book_, accounts_, attempts_};
  service::HttpRequest request_{.method = "POST", .path = "/_gatehouse/login"};
};

TEST_F(DeskTest, A9_ACodeIsGoodOnce) {
  const store::User user = WithSecondFactor();
  EXPECT_FALSE(SpendCode(desk_, user, "000000", now_.wall).value());
  EXPECT_TRUE(SpendCode(desk_, user, CodeNow(), now_.wall).value());
  EXPECT_FALSE(SpendCode(desk_, user, CodeNow(), now_.wall).value())
      << "with the account as it was read before, as a second request has it";
  Wait(seconds(60));
  EXPECT_TRUE(SpendCode(desk_, *Stored("ada"), CodeNow(), now_.wall).value());
}

TEST_F(DeskTest, A9_WithoutASecondFactorNoCodeIsRight) {
  store::User user;
  user.id = "u-2";
  EXPECT_FALSE(SpendCode(desk_, user, CodeNow(), now_.wall).value());
}

TEST_F(DeskTest, A9_ASecretOfAnotherAccountOrKeyIsAnErrorAndNotAWrongCode) {
  store::User user = WithSecondFactor();
  user.id = "another";
  const auto spent = SpendCode(desk_, user, CodeNow(), now_.wall);
  ASSERT_FALSE(spent);
  EXPECT_EQ(spent.error().where, "control.key_encryption");
  EXPECT_FALSE(spent.error().Text().contains(secret_));
}

TEST_F(DeskTest, C9_AFailureIsShownWithoutItsDetailsAndLogged) {
  const service::HttpResponse shown = ShowFailure(desk_, request_, {"disk full", "/var/lib/gatehouse", ""});
  EXPECT_EQ(shown.status, 500);
  EXPECT_FALSE(shown.body.contains("disk full") || shown.body.contains("/var/lib"));
  ASSERT_EQ(link_.events.size(), 1U);
  EXPECT_EQ(link_.events[0].type, "control_failed");
  EXPECT_TRUE(link_.events[0].details.contains("disk full")) << link_.events[0].details;
}

TEST_F(DeskTest, B11_APersonIsToldHowLongToWait) {
  const service::HttpResponse one = ShowWait(seconds(1));
  EXPECT_EQ(one.status, 429);
  EXPECT_EQ(HeaderOf(one, "Retry-After"), "1");
  EXPECT_TRUE(one.body.contains("Try again in 1 second.")) << one.body;
  EXPECT_TRUE(ShowWait(seconds(90)).body.contains("Try again in 90 seconds."));
}

TEST_F(DeskTest, B11_WorkWaitsForItsTurnAndIsDoneOnce) {
  int done = 0;
  EXPECT_EQ(InTurn(desk_, request_, [&] { ++done; }), std::nullopt);
  EXPECT_EQ(done, 1);
}

TEST_F(DeskTest, B11_WorkForAClientThatHasGoneIsNotDone) {
  request_.abandoned = [] { return true; };
  int done = 0;
  const auto busy = InTurn(desk_, request_, [&] { ++done; });
  EXPECT_EQ(done, 0);
  ASSERT_TRUE(busy);
  EXPECT_EQ(busy->status, 503);
  EXPECT_NE(HeaderOf(*busy, "Retry-After"), "");
}

}  // namespace
}  // namespace gatehouse::people

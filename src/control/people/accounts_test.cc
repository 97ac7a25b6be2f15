#include "control/people/accounts.h"

#include <gtest/gtest.h>

#include "control/people/testing_people.h"
#include "passwords/hash.h"

namespace gatehouse::people {
namespace {

using testing::kOtherPassword;
using testing::kPassword;

class AccountsTest : public testing::PeopleTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(keys_.Begin(now_.wall));
    ASSERT_TRUE(accounts_.Begin({}));
    Add("ada");
  }
  static base::SecretString Secret(std::string_view text) { return base::SecretString(std::string(text)); }
  store::User User(const std::string& name) {
    store::User user;
    user.id = "id of " + name;
    user.name = name;
    user.created = user.changed = user.password_changed = now_.wall;
    user.password_hash = accounts_.Hash(Secret(kPassword)).value();
    return user;
  }
  void Add(const std::string& name) { ASSERT_TRUE(accounts_.Add(User(name)).value()); }
  store::User Known(const std::string& name) { return accounts_.Find(name).value().value(); }
  std::string_view WhyNot(std::string_view name, std::string_view password) {
    const auto check = accounts_.Open(name, Secret(password));
    EXPECT_TRUE(check);
    return check->opened ? "opened" : check->why;
  }
  void OpenSession(const std::string& name) {
    const auto opened = book_.Open(Known(name), jose::kOneFactor, *base::IpAddress::Parse("192.0.2.1"), now_.wall);
    ASSERT_TRUE(opened && *opened);
  }

  SessionKeys keys_{*database_, link_, sealer_, policy_.control->SessionKeysFile()};
  SessionBook book_{*database_, link_, keys_, std::chrono::minutes(10)};
  Accounts accounts_{*database_, book_, testing::kCheapHash};
};

TEST_F(AccountsTest, A10_TheRightPasswordOpensAnActiveAccountOnly) {
  EXPECT_EQ(WhyNot("ada", kPassword), "opened");
  EXPECT_EQ(WhyNot(" ADA ", kPassword), "opened") << "as people type it";
  EXPECT_EQ(WhyNot("ada", kOtherPassword), "wrong password");
  EXPECT_EQ(WhyNot("bob", kPassword), "no such account");
  EXPECT_EQ(WhyNot("a name/with a slash", kPassword), "no such account");
  ASSERT_TRUE(accounts_.SetAccess(Known("ada"), store::UserState::kDisabled, {}, "test", now_.wall).value());
  EXPECT_EQ(WhyNot("ada", kPassword), "the account is disabled");
  EXPECT_EQ(WhyNot("ada", kOtherPassword), "wrong password") << "nobody learns the state by guessing";
}

TEST_F(AccountsTest, A10_TheLogKnowsTheNameOfAnAccountThatIsThereAndNoOther) {
  EXPECT_EQ(accounts_.Open("ADA", Secret("wrong"))->known_as, "ada");
  EXPECT_EQ(accounts_.Open("my secret, typed in the wrong field", Secret("x"))->known_as, "");
}

TEST_F(AccountsTest, A10_AnOutdatedHashIsRenewedWhenThePasswordIsKnown) {
  store::User user = User("old");
  user.password_hash = passwords::HashPassword(kPassword, {.memory_bytes = 8192, .passes = 1}).value();
  ASSERT_TRUE(accounts_.Add(user).value());
  EXPECT_EQ(WhyNot("old", kOtherPassword), "wrong password");
  EXPECT_EQ(Known("old").password_hash, user.password_hash);
  EXPECT_EQ(WhyNot("old", kPassword), "opened");
  EXPECT_NE(Known("old").password_hash, user.password_hash);
  EXPECT_EQ(WhyNot("old", kPassword), "opened");
}

TEST_F(AccountsTest, A9_ANameIsTakenOnce) { EXPECT_FALSE(accounts_.Add(User("ada")).value()); }

TEST_F(AccountsTest, A9_EveryChangeEndsTheSessionsOfTheAccountAndOfNoOther) {
  Add("bob");
  const auto change = [&](const auto& what) {
    OpenSession("ada");
    ASSERT_TRUE(what(Known("ada")).value());
    ASSERT_EQ(Live().size(), 1U);
    EXPECT_EQ(Live()[0].user_id, Known("bob").id);
  };
  OpenSession("bob");
  change([&](const store::User& ada) { return accounts_.SetPassword(ada, "hash", "test", now_.wall); });
  change([&](const store::User& ada) {
    return accounts_.SetAccess(ada, store::UserState::kActive, {"admin"}, "test", now_.wall);
  });
  change([&](const store::User& ada) { return accounts_.SetTotp(ada, "sealed", 7, "test", now_.wall); });
  EXPECT_EQ(Known("ada").roles, std::vector<std::string>{"admin"});
  EXPECT_EQ(Known("ada").sealed_totp, "sealed");
}

TEST_F(AccountsTest, A9_AnAccountThatWasReplacedMeanwhileIsNotChanged) {
  const store::User before = Known("ada");
  ASSERT_TRUE(accounts_.SetAccess(before, store::UserState::kActive, {"admin"}, "test", now_.wall).value());
  EXPECT_FALSE(accounts_.SetPassword(before, "hash of another", "test", now_.wall).value());
  EXPECT_EQ(WhyNot("ada", kPassword), "opened");
}

TEST_F(AccountsTest, A9_AnOrderToDisableThatCannotBeStoredIsKeptAndCarriedOutLater) {
  const auto kept = accounts_.KeepDisable("ada", {.what = "The disk is full", .where = "", .fix = ""}, now_.wall);
  EXPECT_TRUE(kept.error().what.ends_with("The disk is full")) << kept.error().what;
  EXPECT_EQ(kept.error().fix, "the account is disabled automatically as soon as the database works");
  accounts_.DisableTheRest(now_.wall);
  EXPECT_EQ(Known("ada").state, store::UserState::kDisabled);
}

TEST_F(AccountsTest, A9_ALaterOrderReplacesOneToDisableThatIsStillKept) {
  (void)accounts_.KeepDisable("ada", {.what = "The disk is full", .where = "", .fix = ""}, now_.wall);
  ASSERT_TRUE(accounts_.SetAccess(Known("ada"), store::UserState::kActive, {}, "test", now_.wall).value());
  accounts_.DisableTheRest(now_.wall);
  EXPECT_EQ(Known("ada").state, store::UserState::kActive);
}

TEST_F(AccountsTest, A10_AListOfBreachedPasswordsThatIsNotThereIsAnError) {
  EXPECT_FALSE(accounts_.Begin(folder_.At("no such list")));
}

}  // namespace
}  // namespace gatehouse::people
